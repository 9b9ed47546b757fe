using System.Text;

namespace Logos.Adapters.Journal;

/// <summary>A folder of the machine's own file system. What it makes is for its own account alone.</summary>
public sealed class FolderDisk : IDisk
{
    private const string LockName = "journal.lock";
    private const string OwnerName = "journal.owner";

    private readonly string _path;

    public FolderDisk(string path)
    {
        _path = Path.GetFullPath(path);
        Make(_path);
    }

    public string Name => _path;

    /// <summary>Makes a folder that its own account alone can look into; one that is there stays as it is.</summary>
    public static void Make(string path)
    {
        var full = Path.GetFullPath(path);
        var made = new List<string>();
        for (var folder = full; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            made.Add(folder);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var folder in made)
            Posix.SyncFolder(Path.GetDirectoryName(folder)!);
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_path).Select(x => Path.GetFileName(x))];

    public IDiskFile Create(string name, long room)
    {
        var path = PathOf(name);
        var handle = Opened(() =>
        {
            // A handle cannot be asked for together with a mode, and a mode that is set afterwards comes too late.
            Private(path, FileMode.Create, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        });
        if (Posix.TryAllocate(handle, room))
            return new FolderFile(handle, path);
        handle.Dispose();
        File.Delete(path);
        throw new DiskFullException($"There is no room for {room} bytes in {_path}.");
    }

    public IDiskFile Open(string name)
    {
        var path = PathOf(name);
        return new FolderFile(Opened(() => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)), path);
    }

    public void Rename(string from, string to)
    {
        try
        {
            File.Move(PathOf(from), PathOf(to), overwrite: true);
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            throw new DiskFullException(e.Message, e);
        }
    }

    public void Delete(string name) => File.Delete(PathOf(name));

    public void SyncFolder() => Posix.SyncFolder(_path);

    public IDisposable Lock(string owner)
    {
        try
        {
            var held = Private(PathOf(LockName), FileMode.OpenOrCreate, FileShare.None);
            Introduce(owner);
            return held;
        }
        catch (IOException e) when (Posix.IsSharingViolation(e))
        {
            throw new FolderInUseException(File.Exists(PathOf(OwnerName)) ? File.ReadAllText(PathOf(OwnerName), Encoding.UTF8) : "another process", e);
        }
    }

    private string PathOf(string name) => Path.Combine(_path, name);

    // A file of its own: .NET cannot read one that somebody else has locked.
    private void Introduce(string owner)
    {
        try
        {
            using var file = Private(PathOf(OwnerName), FileMode.Create, FileShare.Read);
            file.Write(Encoding.UTF8.GetBytes(owner));
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            // A full disk can still be read; only the words for those who find it locked are missing.
        }
    }

    private static FileStream Private(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    private static T Opened<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            throw new DiskFullException(e.Message, e);
        }
    }
}
