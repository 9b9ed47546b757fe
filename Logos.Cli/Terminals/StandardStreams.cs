using System.Runtime.InteropServices;

namespace Logos.Cli.Terminals;

/// <summary>The three streams of this process, also where one was closed before it began (<c>&lt;&amp;-</c>).</summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    public static Stream Input() => IsOpen(0) ? Console.OpenStandardInput() : new ClosedInput();

    public static Outlet Output() => new(IsOpen(1) ? Console.OpenStandardOutput() : null);

    public static Outlet Error() => new(IsOpen(2) ? Console.OpenStandardError() : null);

    // The number of a stream that was closed goes to the next pipe or file that the runtime opens for itself: reading
    // from that hangs, writing to it breaks the runtime. What the runtime opens is close-on-exec, what was inherited never is.
    private static bool IsOpen(int number) =>
        OperatingSystem.IsWindows() || (Control(number, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int number, int command);
}
