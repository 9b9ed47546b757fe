namespace Logos.Cli.Cluster.Parts;

/// <summary>
/// Ctrl-C on a terminal is a signal for all processes of its foreground group: a part in a session of its own hears only
/// what its parent tells it, so that parts end in their order.
/// </summary>
internal static class OwnSession
{
    private static readonly (string Program, string[] Arguments)[] Ways =
    [
        ("/usr/bin/setsid", []),
        ("/usr/bin/perl", ["-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "--"]),
    ];

    public static (string Program, IReadOnlyList<string> Arguments) Of(string program, IReadOnlyList<string> arguments) =>
        Ways.FirstOrDefault(way => File.Exists(way.Program)) is { Program: { } known } found ? (known, [.. found.Arguments, program, .. arguments]) : (program, arguments);
}
