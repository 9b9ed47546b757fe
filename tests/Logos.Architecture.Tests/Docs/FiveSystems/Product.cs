using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Adapters.Cluster;
using Logos.Architecture.Tests.Projects;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Telemetry;
using Logos.ServiceDefaults.Logs;

namespace Logos.Architecture.Tests.Docs.FiveSystems;

/// <summary>What Logos has today, by kind: read from the sources and from what tests write, and never from this table.</summary>
internal static partial class Product
{
    // An app host hands names on to the services, and reads none of them itself.
    private static readonly IReadOnlyList<string> Sources = [.. Project.Product.Where(x => x.Name != "Logos.AppHost").SelectMany(x => Repository.Files("*.cs", x.Folder)).Select(Repository.Read)];
    private static readonly ConcurrentDictionary<string, IReadOnlySet<string>> Known = [];

    private static readonly Dictionary<string, Func<string, bool>> Checks = new()
    {
        ["route"] = name => Whole("route").Contains(name),
        ["setting"] = IsSetting,
        ["variable"] = IsLiteral,
        ["header"] = name => IsLiteral(name) || InSource($"Headers.{name.Replace("-", "", StringComparison.Ordinal)}"),
        ["queue"] = name => Whole("queue").Contains(name),
        ["metric"] = name => Whole("metric").Contains(name),
        ["status"] = name => Enum.GetNames<ExecutionStatus>().Any(x => JsonNamingPolicy.SnakeCaseLower.ConvertName(x) == name),
        ["table"] = name => Whole("table").Contains(name),
        ["node"] = name => Whole("node").Contains(name),
        ["secret"] = name => Whole("secret").Contains(name),
        ["alert"] = name => Whole("alert").Contains(name),
        ["dashboard"] = name => Whole("dashboard").Contains(name),
        ["command"] = IsCommand,
        ["object"] = IsObject,
        ["file"] = name => Path.Exists(Repository.PathTo(name)),
        ["page"] = IsPage,
    };

    /// <summary>Kinds of which everything is known, so that something new is noticed.</summary>
    public static readonly IReadOnlyList<string> WholeKinds = ["route", "variable", "metric", "queue", "table", "node", "secret", "alert", "dashboard", "command"];

    /// <returns>Null where nobody can tell: names of that kind are those of other systems alone.</returns>
    public static bool? Has(Place place) => Checks.TryGetValue(place.Kind, out var check) ? check(place.Name) : null;

    /// <summary>A page is written for whoever sets or reads it, and tells of it.</summary>
    public static bool IsTold(Place place) => place.Kind switch
    {
        "variable" or "header" => IsTold(place.Name),
        "setting" => IsTold(place.Name) || IsTold(place.Name[(place.Name.LastIndexOf(':') + 1)..]),
        "metric" => ToldMetrics().Contains(place.Name),
        _ => true,
    };

    /// <summary>All that there is of a kind.</summary>
    public static IReadOnlySet<string> Whole(string kind) => Known.GetOrAdd(kind, Find);

    private static IReadOnlySet<string> Find(string kind) => kind switch
    {
        "route" => Routes().ToHashSet(),
        // The names that operators know; what else the environment says is under the settings' own names.
        "variable" => KnownVariables().ToHashSet(),
        "metric" => Metrics().ToHashSet(),
        "queue" => Queues().ToHashSet(),
        "table" => Tables().ToHashSet(),
        "node" => NodeTypeRegistry.BuiltIn.All.Where(x => x.Pool == Pool.Orchestrator || InSource($"BuiltIn(\"{x.Name}\")")).Select(x => x.Name).ToHashSet(),
        "secret" => Secrets().ToHashSet(),
        "alert" => Found(Alert(), "deploy/components/monitoring/rules.yaml").ToHashSet(),
        "dashboard" => Repository.Files("*.json", "deploy/components/monitoring/dashboards").Select(x => JsonDocument.Parse(Repository.Read(x)).RootElement.GetProperty("title").GetString()!).ToHashSet(),
        "command" => Found(Command(), "docs/cli.md").ToHashSet(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of which everything is known."),
    };

    // The document is held against the routes by the gateway's tests; what it leaves out are the routes of operators.
    private static IEnumerable<string> Routes() =>
        JsonDocument.Parse(Repository.Read("docs/schema/openapi.json")).RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .Concat(new[] { "Health/HealthEndpoints.cs", "Metrics/MetricsEndpoint.cs" }.SelectMany(x => Found(PathLiteral(), "Logos.ServiceDefaults/" + x)).Select(x => "GET " + x));

    private static IEnumerable<string> KnownVariables() =>
        Sources.Where(x => x.Contains("KnownVariable", StringComparison.Ordinal)).SelectMany(x => Variable().Matches(x)).Select(x => x.Groups[1].Value)
            .Concat(SharedServer.All.SelectMany(x => x.Variables))
            .Append(ServiceLogs.LevelVariable);

    private static IEnumerable<string> Metrics() =>
        Sources.SelectMany(x => Instrument().Matches(x)).Select(x => x.Groups[1].Value).Concat(ToldMetrics().Where(x => x.StartsWith("http_server_", StringComparison.Ordinal)));

    private static IEnumerable<string> ToldMetrics() =>
        File.ReadLines(Repository.PathTo("docs/operations.md")).SkipWhile(x => !x.StartsWith("| metric |", StringComparison.Ordinal)).Skip(2).TakeWhile(x => x.StartsWith('|'))
            .SelectMany(x => Word().Matches(x.Split('|')[1])).Select(x => x.Groups[1].Value);

    private static IEnumerable<string> Queues() =>
        QueueNames.Pools.SelectMany(x => new[] { QueueNames.Tasks(x, quarantine: false), QueueNames.Tasks(x, quarantine: true) })
            .Append(QueueNames.Dead)
            .Concat(Found(Exchange(), "Logos.Adapters/RabbitMq/Topology.cs"))
            .Concat(Found(NumberedQueue(), "Logos.Adapters/RabbitMq/Topology.cs").Select(x => x + "{n}"));

    private static IEnumerable<string> Tables() =>
        Repository.Files("*.sql", "Logos.Adapters/Postgres/Migrations").SelectMany(x => Found(Table(), x)).Where(x => !x.EndsWith("_rest", StringComparison.Ordinal));

    private static IEnumerable<string> Secrets() =>
        Found(SecretKey(), "deploy/secrets.sh").Concat(Repository.Files("*.yaml", "deploy").SelectMany(x => Found(SecretName(), x)));

    // `Logos:Engine:Poll` as a name, or `Poll` in the file that has the section.
    private static bool IsSetting(string name)
    {
        var at = name.LastIndexOf(':');
        return at > 0
            && (IsLiteral(name)
                || SharedServer.All.Any(x => x.Setting == name)
                || Sources.Any(x => x.Contains($"\"{name[..at]}\"", StringComparison.Ordinal) && Regex.IsMatch(x, $@"\b{name[(at + 1)..]}\b")));
    }

    private static bool IsCommand(string name)
    {
        var words = name.Split(' ');
        var command = string.Join(' ', words.TakeWhile(x => !x.StartsWith('-')));
        var page = Repository.Read("docs/cli.md");
        var begin = page.IndexOf($"\n## {command}\n", StringComparison.Ordinal);
        if (begin < 0)
            return false;
        var end = page.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        var section = page[begin..(end < 0 ? page.Length : end)];
        return words.Where(x => x.StartsWith('-')).All(x => Regex.IsMatch(section, $@"^\| `[^`]*{x}\b", RegexOptions.Multiline));
    }

    private static bool IsObject(string name)
    {
        var parts = name.Split(' ', 2);
        return Repository.Files("*.yaml", "deploy").SelectMany(x => Document().Split(Repository.Read(x)))
            .Any(x => Regex.IsMatch(x, $@"^kind: {parts[0]}$", RegexOptions.Multiline) && Regex.IsMatch(x, $@"^(  name: |metadata: \{{ ?name: ){parts[1]}\b(?!-)", RegexOptions.Multiline));
    }

    private static bool IsPage(string name)
    {
        var parts = name.Split('#', 2);
        return File.Exists(Repository.PathTo(parts[0])) && (parts.Length == 1 || Page.Read(parts[0]).Headings.Any(x => x.Anchor == parts[1]));
    }

    private static bool IsLiteral(string name) => InSource($"\"{name}\"");

    private static bool InSource(string text) => Sources.Any(x => x.Contains(text, StringComparison.Ordinal));

    private static bool IsTold(string name) =>
        Page.All.Any(x => x.Path.StartsWith("docs/", StringComparison.Ordinal) && x.Path != FiveSystemsPage.File && Regex.IsMatch(x.Text, $@"`[^`\n]*\b{Regex.Escape(name)}\b[^`\n]*`"));

    private static IEnumerable<string> Found(Regex expression, string file) => expression.Matches(Repository.Read(file)).Select(x => x.Groups[1].Value);

    [GeneratedRegex("\"(/[a-z/]+)\"")]
    private static partial Regex PathLiteral();

    [GeneratedRegex("""\bnew\("([A-Z][A-Z_]+)",""")]
    private static partial Regex Variable();

    [GeneratedRegex("""Create(?:Counter|Histogram|UpDownCounter|Gauge|Observable\w+|Duration)(?:<\w+>)?\("([a-z_]+)\b""")]
    private static partial Regex Instrument();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Word();

    [GeneratedRegex("""options\.Prefix \+ "([a-z.]+)";""")]
    private static partial Regex Exchange();

    [GeneratedRegex("""\{options\.Prefix\}([a-z.]+)\{""")]
    private static partial Regex NumberedQueue();

    [GeneratedRegex("^create table ([a-z_]+)", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("^  ([a-z-]+): \"", RegexOptions.Multiline)]
    private static partial Regex SecretKey();

    [GeneratedRegex("""(?:imagePullSecrets, value: \[\{name|secretName): ([a-z-]+)""")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^ *- alert: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Alert();

    [GeneratedRegex("^## (logos .+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("^---$", RegexOptions.Multiline)]
    private static partial Regex Document();
}
