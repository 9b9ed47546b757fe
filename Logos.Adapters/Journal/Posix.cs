using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Logos.Adapters.Journal;

/// <summary>What .NET does not offer: fdatasync, fsync of a folder, and room that is really allocated.</summary>
internal static partial class Posix
{
    private const int Interrupted = 4;
    private const int NoSpace = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int LinuxCloseOnExec = 0x80000;

    private static readonly int QuotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;
    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    public static bool IsDiskFull(IOException e) =>
        e.HResult is WindowsDiskFull or WindowsHandleDiskFull || (!OperatingSystem.IsWindows() && IsDiskFull(e.HResult));

    public static bool IsSharingViolation(IOException e) =>
        e.HResult == unchecked((int)0x80070020) || (!OperatingSystem.IsWindows() && e.HResult == WouldBlock);

    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FileDataSync(file) != 0)
            ThrowUnlessInterrupted("fdatasync");
    }

    // FlushToDisk ignores EROFS, EINVAL and ENOTSUP; for a file that was written none of them is good news.
    public static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FileSync(file) != 0)
            ThrowUnlessInterrupted("fsync");
    }

    public static void SyncFolder(string path)
    {
        // NTFS journals its directories itself, and has no handle to flush them by.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenFile(path, OperatingSystem.IsLinux() ? LinuxCloseOnExec : 0);
        if (descriptor < 0)
            throw Failed("open", Marshal.GetLastPInvokeError());
        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        while (FileSync(folder) != 0)
            ThrowUnlessInterrupted("fsync");
    }

    /// <returns>False when the disk has no room. Where the file system cannot promise room, the writes will tell.</returns>
    public static bool TryAllocate(SafeFileHandle file, long size)
    {
        if (!OperatingSystem.IsLinux() || size == 0)
            return true;
        int error;
        do
            error = FileAllocate(file, 0, size);
        while (error == Interrupted);
        return !IsDiskFull(error);
    }

    private static bool IsDiskFull(int error) => error == NoSpace || error == QuotaExceeded;

    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
            throw Failed(call, error);
    }

    private static IOException Failed(string call, int error) => new($"{call}: {new Win32Exception(error).Message}", error);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FileDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int FileAllocate(SafeFileHandle file, long offset, long length);
}
