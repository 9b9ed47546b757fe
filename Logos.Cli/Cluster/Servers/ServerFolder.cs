using Logos.Cli.Cluster.Parts;

namespace Logos.Cli.Cluster.Servers;

/// <summary>A server's own folder in that of its cluster.</summary>
internal sealed class ServerFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public ServerFolder(string cluster, string name)
    {
        Path = System.IO.Path.Combine(cluster, "servers", name);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path);
        else
            Directory.CreateDirectory(Path, Owner);
    }

    public string Path { get; }

    private string Mark => In("guard");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public Guard Guard(string signal) => new(signal, Mark);

    /// <summary>For its owner's eyes alone.</summary>
    public void Write(string name, params string[] lines)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var text = new StreamWriter(In(name), options) { NewLine = "\n" };
        foreach (var line in lines)
            text.WriteLine(line);
    }

    /// <summary>A server of an earlier start, whose parent was killed, is about to end: two on one folder would spoil it.</summary>
    public async Task WhenLeftAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (await IsUsedAsync(cancellationToken))
        {
            if (clock.GetElapsedTime(began) > Longest)
                throw new PreparationException($"a server of an earlier start still runs in {Visible.Of(Path)}", $"end the process that {Mark} names");
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    // A number of a process that another has by now is told by what that one was started with.
    private async Task<bool> IsUsedAsync(CancellationToken cancellationToken) =>
        File.Exists(Mark)
        && int.TryParse((await File.ReadAllTextAsync(Mark, cancellationToken)).Trim(), out var process)
        && (await Tool.TryAsync(["ps", "-ww", "-o", "args=", "-p", $"{process}"], null, cancellationToken)).Output.Contains(Mark, StringComparison.Ordinal);
}
