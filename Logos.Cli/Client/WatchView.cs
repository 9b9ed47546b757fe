using System.Text.Json;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Core.Executions;

namespace Logos.Cli.Client;

/// <summary>An execution on a server as <c>logos run</c> shows one here: a table on a terminal, else a line for each change.</summary>
internal sealed class WatchView(Terminal terminal, string execution, bool quiet)
{
    private const int Name = 20;

    private readonly Ink _ink = terminal.ErrorInk;
    private readonly long _began = terminal.Clock.GetTimestamp();
    private readonly Dictionary<string, (string Status, int Attempt)> _told = [];
    private readonly Dictionary<string, (string Status, int Attempt)> _known = [];
    private readonly HashSet<string> _asked = [];
    private readonly Dictionary<string, DateTimeOffset> _begun = [];
    private readonly LiveTable? _table = quiet || !terminal.ErrorIsScreen ? null : new(terminal);
    private readonly SortedSet<string> _running = new(StringComparer.Ordinal);
    private bool _hasRows;

    public bool IsLive => _table is not null;

    /// <summary>The nodes that run, as far as that was told.</summary>
    public IReadOnlyCollection<string> Running => _running;

    /// <summary>How the execution stands, as far as that was told.</summary>
    public string Status { get; private set; } = "pending";

    public bool HasEnded => Status is "completed" or "failed" or "cancelled" or "timed_out";

    public void Tell(ServerEvent told)
    {
        var isOwn = told.Data.Text("execution_id") is var id && (id.Length == 0 || id == execution);
        if (told.Name == "execution.state")
            State(told.Data, isOwn);
        else if (told.Name.StartsWith("execution.", StringComparison.Ordinal) && isOwn)
            Status = told.Data.Text("status") is { Length: > 0 } status ? status : told.Name["execution.".Length..];
        else if (told.Name.StartsWith("node.", StringComparison.Ordinal) && told.Name != "node.delta" && told.Data.Find("item") is null && !(isOwn && IsBehind(told.Data.Text("node"), StatusOf(told), AttemptOf(told.Data))))
            Node(told.Data.Text("node"), isOwn ? "" : $"{told.Data.Text("graph")}/", StatusOf(told), told.Data);
    }

    public void Refresh()
    {
        if (_hasRows)
            _table?.Draw();
    }

    public void Close()
    {
        Refresh();
        _table?.Leave();
    }

    public void Say(string text)
    {
        if (quiet)
            return;
        _table?.Erase();
        terminal.Error.WriteLine(Visible.Of(text));
        terminal.Error.Flush();
    }

    public string Elapsed => RunView.InWords(terminal.Clock.GetElapsedTime(_began));

    /// <summary>More of how the nodes of the execution stand than a state as a whole tells: what they wait for, and why they were skipped.</summary>
    public void Know(IEnumerable<JsonElement> nodes)
    {
        foreach (var node in nodes)
        {
            var waits = node.Text("status") == "running" && node.Text("waits_for").Length > 0;
            var status = waits ? "waits" : node.Text("status");
            Node(node.Text("id"), "", status, node);
            _known[node.Text("id")] = (status, AttemptOf(node));
        }
    }

    // The nodes are asked for after the state: events of what they have told already are still to come.
    private bool IsBehind(string node, string status, int attempt)
    {
        if (!_known.TryGetValue(node, out var known))
            return false;
        if (attempt < known.Attempt || (attempt == known.Attempt && Rank(status) < Rank(known.Status)))
            return true;
        _known.Remove(node);
        return false;
    }

    private static int Rank(string status) => status switch
    {
        "pending" => 0,
        "ready" or "retried" => 1,
        "running" => 2,
        "waits" => 3,
        _ => 4,
    };

    private static int AttemptOf(JsonElement data) => data.Find("attempt") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;

    private void State(JsonElement data, bool isOwn)
    {
        if (isOwn)
            Status = data.Text("status");
        foreach (var node in data.Find("nodes") is { ValueKind: JsonValueKind.Object } nodes ? nodes.EnumerateObject() : default)
        {
            // Its own are asked for before they are shown, which tells more of them: all in their order, and not some before others.
            if (isOwn)
                Stand(node.Name, node.Value.ToText());
            else
                Show($"{data.Text("graph")}/{node.Name}", node.Value.ToText(), 0, "");
        }
    }

    private void Node(string node, string prefix, string status, JsonElement data)
    {
        Stand(prefix + node, status);
        var attempt = AttemptOf(data);
        var waitsFor = data.Text("waits_for");
        var detail = status == "skipped" ? data.Text("skipped_because") : status == "waits" ? data.Text("message") is { Length: > 0 } question ? question : waitsFor : Words.Error(data);
        Show(prefix + node, status, attempt, detail, Words.Moment(data, "started_at"), Words.Moment(data, "ended_at"));
        // An approval waits for its own name; a time passes by itself.
        if (status == "waits" && waitsFor.Length > 0 && prefix.Length == 0 && _asked.Add(node))
            Say(waitsFor == node ? $"           answer it with: logos approve {execution} {node}" : $"           send it with: logos signal {execution} {waitsFor} JSON");
    }

    private static string StatusOf(ServerEvent told) => told.Name == "node.waiting" ? "waits" : told.Data.Text("status") is { Length: > 0 } given ? given : told.Name["node.".Length..];

    private void Stand(string name, string status)
    {
        if (status == "running")
            _running.Add(name);
        else
            _running.Remove(name);
    }

    private void Show(string name, string status, int attempt, string detail, DateTimeOffset? started = null, DateTimeOffset? ended = null)
    {
        if (_table is not null)
        {
            _hasRows = true;
            _table.Set(name, Timed(Row(name, status, attempt), started, ended), detail, 0);
            return;
        }

        if (quiet || status == "pending" || IsTold(name, status, attempt))
            return;
        _told[name] = (status, attempt);
        var word = Words.Status(status == "ready" ? "retries" : status);
        var colour = Words.Colour(Words.Status(status), _ink) ?? (text => text);
        terminal.Error.WriteLine($"{_ink.Dim($"{terminal.Clock.GetElapsedTime(_began).TotalSeconds,8:0.000}s")}  {Visible.Of(name).PadRight(Name)}  {colour(word.PadRight(9))}  {(attempt > 1 ? $"attempt {attempt}  " : "")}{Visible.Of(detail)}".TrimEnd());
        terminal.Error.Flush();
    }

    // A state tells no attempts.
    private bool IsTold(string name, string status, int attempt) =>
        _told.TryGetValue(name, out var before) && before.Status == status && (before.Attempt == attempt || before.Attempt == 0 || attempt == 0);

    // Events say no times: what is seen here stands in for them, until the nodes are asked for.
    private NodeRow Timed(NodeRow row, DateTimeOffset? started, DateTimeOffset? ended)
    {
        if (row.Status is NodeStatus.Running or NodeStatus.Ready)
            _begun.TryAdd(row.Node, terminal.Clock.GetUtcNow());
        if (!row.Status.IsEnd() || (started is null && !_begun.ContainsKey(row.Node)))
            return row;
        var from = started ?? _begun[row.Node];
        return row with { StartedAt = from, EndedAt = ended ?? terminal.Clock.GetUtcNow() };
    }

    private static NodeRow Row(string name, string status, int attempt) => new(name)
    {
        Attempt = attempt,
        Signal = status == "waits" ? name : null,
        Status = status switch
        {
            "ready" or "retried" => NodeStatus.Ready,
            "running" or "waits" => NodeStatus.Running,
            "succeeded" => NodeStatus.Succeeded,
            "failed" => NodeStatus.Failed,
            "skipped" => NodeStatus.Skipped,
            "cancelled" => NodeStatus.Cancelled,
            "timed_out" => NodeStatus.TimedOut,
            _ => NodeStatus.Pending,
        },
    };
}
