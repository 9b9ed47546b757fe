using Logos.Cli.Cluster.Parts;

namespace Logos.Cli.Cluster.Servers;

/// <summary>A server's own folder in that of its cluster.</summary>
internal sealed class ServerFolder
{
    /// <summary>The file that says which shell guards the server.</summary>
    public const string MarkName = "guard";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public ServerFolder(string cluster, string name)
    {
        Path = System.IO.Path.Combine(Of(cluster), name);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path);
        else
            Directory.CreateDirectory(Path, Owner);
    }

    public string Path { get; }

    public static string Of(string cluster) => System.IO.Path.Combine(cluster, "servers");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public Guard Guard(string signal) => new(signal, In(MarkName));

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
}
