using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Logs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Cluster;

/// <summary>What a cluster is told by its surroundings, and tells its services.</summary>
internal sealed class ClusterSettings(Terminal terminal, IConfiguration file)
{
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(25);

    /// <summary>As services read it: from where the command runs.</summary>
    public static ClusterSettings? Read(Terminal terminal, out Fault? fault)
    {
        fault = null;
        try
        {
            return new(terminal, new ConfigurationBuilder().SetBasePath(terminal.WorkingDirectory).AddJsonFile("appsettings.json", optional: true).AddJsonFile("appsettings.Production.json", optional: true).Build());
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            fault = new(CliCodes.BadVariable.Code, Visible.Of($"the settings cannot be read: {(e.InnerException ?? e).Message}"));
            return null;
        }
    }

    public string? Of(params string[] path) =>
        terminal.Variable(string.Join("__", path)) is { Length: > 0 } given ? given : file[ConfigurationPath.Combine(path)];

    /// <summary>How long running nodes have to end.</summary>
    public TimeSpan Grace => Duration.TryParse(Of("Logos", "Workers", "Grace") ?? "", out var grace) ? grace : UsualGrace;

    /// <summary>The keys of secrets are given, and in no file.</summary>
    public bool HasKeys => Of("Logos", "Keys") is { Length: > 0 };

    public string KeyFile(string folder) => Of("Logos", "KeyFile") is { Length: > 0 } named ? Path.GetFullPath(named, terminal.WorkingDirectory) : Path.Combine(folder, "secrets.key");

    public Dictionary<string, string> Variables(Connections connections, string folder, LogLevel level, bool noAuth)
    {
        var variables = new Dictionary<string, string>(connections.Variables)
        {
            ["Logos__KeyFile"] = KeyFile(folder),
            ["Logos__LogFormat"] = "json",
            ["Logos__EndWithParent"] = "true",
            // Only one of them would get it. All have metrics on the ports that they have anyway.
            ["Metrics__Port"] = "",
            [ServiceLogs.LevelVariable] = level == LogLevel.None ? "none" : LogLevels.NameOf(level),
        };
        // No balancer stands before gateways that are about to end all together.
        if (Of("Logos", "Gateway", "DrainTime") is null)
            variables["Logos__Gateway__DrainTime"] = "0s";
        if (noAuth)
            variables["Logos__Gateway__NoAuth"] = "true";
        return variables;
    }
}
