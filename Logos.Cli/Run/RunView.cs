using Logos.Cli.Terminals;
using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>Tells a run on standard error: as a table on a terminal, else a line for each change of a node; nothing when it is quiet.</summary>
internal sealed class RunView(Terminal terminal, IReadOnlyDictionary<string, GraphPlan> plans, bool quiet)
{
    private const int WidestName = 32;

    private readonly Ink _ink = terminal.ErrorInk;
    private readonly long _began = terminal.Clock.GetTimestamp();
    private readonly Dictionary<Guid, string> _prefixes = [];
    private readonly Dictionary<Guid, string> _graphs = [];
    private readonly Dictionary<(Guid, string), (NodeStatus, int, string?)> _told = [];
    private readonly Dictionary<(Guid, string), Items> _items = [];
    private readonly int _width = Math.Min(WidestName, plans.Values.SelectMany(plan => plan.Nodes).Max(node => node.Id.Length));

    private readonly LiveTable? _table = quiet || !terminal.ErrorIsScreen ? null : new(terminal);

    public bool IsLive => _table is not null;

    public TimeSpan Elapsed => terminal.Clock.GetElapsedTime(_began);

    public void Tell(ExecutionChange change)
    {
        if (quiet)
            return;
        var (head, changes) = change;
        var prefix = PrefixOf(head);
        if (change.Progress is { } progress)
        {
            _table?.Say(prefix + progress.Node, $"{(progress.Item is { } item ? $"[{item}] " : "")}{(progress.Value.Kind == ValueKind.String ? progress.Value.AsString() : progress.Value.ToJson())}");
            return;
        }

        foreach (var group in changes.Items.GroupBy(item => item.Node))
            Count(head, group);
        foreach (var node in changes.Nodes)
        {
            var name = prefix + node.Node;
            _table?.Set(name, node, Said(head, node), _items.TryGetValue((head.Id, node.Node), out var items) ? items.Ended.Count : 0);
            if (_table is not null)
                continue;
            if (_told.TryGetValue((head.Id, node.Node), out var before) && before == (node.Status, node.Attempt, node.Signal))
                Progress(head, name, node);
            else if (node.Status != NodeStatus.Pending)
                Line(name, State(node), Detail(node));
            _told[(head.Id, node.Node)] = (node.Status, node.Attempt, node.Signal);
        }

        terminal.Error.Flush();
    }

    /// <summary>Draws the table as things stand now.</summary>
    public void Refresh() => _table?.Draw();

    /// <summary>Draws the table for the last time, and leaves it there.</summary>
    public void Close()
    {
        _table?.Draw();
        _table?.Leave();
    }

    /// <summary>All nodes of a graph, those that have not begun as well, in the graph's order.</summary>
    public void Expect(GraphPlan plan)
    {
        foreach (var node in plan.Nodes)
            _table?.Add(node.Id);
    }

    /// <summary>Somebody is asked something below the table, or has answered.</summary>
    public void Pause(bool isAsking)
    {
        if (_table is null)
            return;
        if (isAsking)
        {
            _table.Draw();
            _table.Leave();
        }

        _table.IsPaused = isAsking;
    }

    public void Say(string text)
    {
        if (quiet)
            return;
        _table?.Erase();
        terminal.Error.WriteLine(Visible.Of(text));
        terminal.Error.Flush();
    }

    /// <summary>What is asked, and how it can be answered.</summary>
    public void Waits(ExecutionHead head, NodeRow node, bool canBeAsked)
    {
        var isApproval = plans[head.Graph].Find(node.Node)!.Type.Name == "approval";
        var what = isApproval ? node.With["message"].ToText() : $"the signal `{node.Signal}`";
        var until = node.DueAt is { } due ? $", until {due.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "";
        Line(PrefixOf(head) + node.Node, _ink.Yellow("waits    "), what + until);
        if (!(canBeAsked && isApproval))
            Say($"          answer it with: --signal {node.Signal}='{(isApproval ? Answers.Approved : "JSON")}'");
    }

    private string Said(ExecutionHead head, NodeRow node)
    {
        if (node is { Status: NodeStatus.Running, Signal: { } signal })
            return plans[head.Graph].Find(node.Node)!.Type.Name == "approval" ? node.With["message"].ToText() : $"for {signal}";
        return node.Status == NodeStatus.Skipped ? node.SkippedBecause ?? "" : node.Error is { } error && node.Status != NodeStatus.Succeeded ? $"{error.Code}: {error.Message}" : "";
    }

    private void Line(string name, string state, string detail)
    {
        _table?.Erase();
        if (!quiet)
            terminal.Error.WriteLine($"{_ink.Dim($"{Elapsed.TotalSeconds,8:0.000}s")}  {Visible.Of(name).PadRight(_width)}  {state}  {Visible.Of(detail)}".TrimEnd());
    }

    private string PrefixOf(ExecutionHead head)
    {
        if (_prefixes.TryGetValue(head.Id, out var known))
            return known;
        var prefix = "";
        if (head.Parent is { } link && _prefixes.TryGetValue(link.Execution, out var above))
        {
            var node = NodeOf(link);
            prefix = $"{above}{node}{(link.Item == TaskKey.NoItem ? "" : $"[{link.Item}]")}{(link.Round > 0 ? $"#{link.Round + 1}" : "")}/";
        }

        _graphs[head.Id] = head.Graph;
        return _prefixes[head.Id] = prefix;
    }

    private string NodeOf(ParentLink link) => plans[_graphs[link.Execution]].Nodes[link.Node].Id;

    private string State(NodeRow node)
    {
        var word = (node.Status == NodeStatus.Ready ? "retries" : Wire.Name(node.Status)).PadRight(9);
        return node.Status switch
        {
            NodeStatus.Succeeded => _ink.Green(word),
            NodeStatus.Failed or NodeStatus.TimedOut => _ink.Red(word),
            NodeStatus.Ready or NodeStatus.Cancelled => _ink.Yellow(word),
            NodeStatus.Skipped => _ink.Dim(word),
            _ => word,
        };
    }

    private static string Detail(NodeRow node)
    {
        var parts = new List<string>(3);
        if (node.Status.IsEnd() && node is { StartedAt: { } from, EndedAt: { } to, Attempt: > 0 })
            parts.Add(InWords(to - from));
        if (node.Cached)
            parts.Add("cached");
        if (node.Attempt > 1)
            parts.Add($"attempt {node.Attempt}");
        if (node.Status == NodeStatus.Skipped && node.SkippedBecause is { } reason)
            parts.Add(reason);
        if (node is { Status: NodeStatus.Failed or NodeStatus.TimedOut or NodeStatus.Ready, Error: { } error })
            parts.Add($"{error.Code}: {error.Message}");
        return string.Join("  ", parts);
    }

    // A line per tenth: a foreach of ten thousand items is not ten thousand lines.
    private void Progress(ExecutionHead head, string name, NodeRow node)
    {
        if (node is not { Status: NodeStatus.Running, ItemCount: { } count and > 0 } || !_items.TryGetValue((head.Id, node.Node), out var items))
            return;
        var tenth = items.Ended.Count * 10 / count;
        if (tenth == items.Tenth || tenth == 10)
            return;
        items.Tenth = tenth;
        Line(name, "running  ", $"{items.Ended.Count}/{count}");
    }

    private void Count(ExecutionHead head, IGrouping<string, ItemRow> rows)
    {
        if (!_items.TryGetValue((head.Id, rows.Key), out var items))
            _items.Add((head.Id, rows.Key), items = new());
        items.Ended.UnionWith(rows.Where(row => row.Status.IsEnd()).Select(row => row.Item));
    }

    public static string InWords(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? $"{time.TotalMilliseconds:0}ms"
        : time < TimeSpan.FromMinutes(1) ? $"{time.TotalSeconds:0.00}s" : Duration.Format(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    private sealed class Items
    {
        public HashSet<int> Ended { get; } = [];

        public int Tenth { get; set; }
    }
}
