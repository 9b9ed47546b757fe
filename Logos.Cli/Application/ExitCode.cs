namespace Logos.Cli.Application;

internal static class ExitCode
{
    public const int Good = 0;

    public const int RunFailed = 1;

    public const int InputAtFault = 2;

    /// <summary>EX_USAGE of sysexits.h.</summary>
    public const int WrongUsage = 64;

    /// <summary>EX_SOFTWARE of sysexits.h.</summary>
    public const int Unexpected = 70;

    /// <summary>128 + SIGINT, as shells report it.</summary>
    public const int Interrupted = 130;
}
