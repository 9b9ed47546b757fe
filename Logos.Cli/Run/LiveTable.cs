using System.Globalization;
using System.Text;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Executions;

namespace Logos.Cli.Run;

/// <summary>A row per node on a terminal, written over in place: state, time, attempt, and what there is to say.</summary>
internal sealed class LiveTable(Terminal terminal)
{
    private const int WidestName = 32;

    // The terminal shows what is between them at once; one that does not know them ignores them.
    private const string Begin = "\e[?2026h\e[?25l";
    private const string End = "\e[?25h\e[?2026l";

    private readonly Ink _ink = terminal.ErrorInk;
    private readonly List<string> _order = [];
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private int _drawn;

    /// <summary>Somebody is being asked below the table.</summary>
    public bool IsPaused { get; set; }

    public void Add(string name)
    {
        if (_rows.TryAdd(name, new(new NodeRow(name), null, null, 0)))
            _order.Add(name);
    }

    /// <param name="items">How many of a foreach have ended.</param>
    public void Set(string name, NodeRow node, string detail, int items)
    {
        Add(name);
        var before = _rows[name];
        var now = terminal.Clock.GetTimestamp();
        var began = node.Status is NodeStatus.Running or NodeStatus.Ready ? before.Began ?? now : before.Began;
        var took = node is { StartedAt: { } from, EndedAt: { } to } ? to - from : (TimeSpan?)null;
        // What a node said of its progress stays until it says something else, or has ended.
        var goesOn = node.Status == NodeStatus.Running && before.Node.Status == NodeStatus.Running && node.Attempt == before.Node.Attempt;
        _rows[name] = new(node, began, took, items) { Detail = goesOn && detail.Length == 0 ? before.Detail : detail };
    }

    /// <summary>What a node says while it runs.</summary>
    public void Say(string name, string detail)
    {
        if (_rows.TryGetValue(name, out var row) && row.Node.Status == NodeStatus.Running)
            _rows[name] = row with { Detail = detail };
    }

    public void Draw()
    {
        if (IsPaused)
            return;
        var text = new StringBuilder(Begin);
        if (_drawn > 0)
            text.Append(CultureInfo.InvariantCulture, $"\e[{_drawn}A");
        var lines = Lines();
        foreach (var line in lines)
            text.Append('\r').Append(line).Append("\e[K\n");
        // A shorter table leaves nothing of the longer one below it.
        text.Append("\e[J").Append(End);
        _drawn = lines.Count;
        terminal.Error.Write(text);
        terminal.Error.Flush();
    }

    /// <summary>Takes the table off, for a line that stays; the next drawing begins below it.</summary>
    public void Erase()
    {
        if (_drawn > 0)
            terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\e[{_drawn}A\r\e[J"));
        _drawn = 0;
    }

    /// <summary>Leaves the table where it is.</summary>
    public void Leave() => _drawn = 0;

    private List<string> Lines()
    {
        var room = Math.Max(2, terminal.Height() - 2);
        var shown = _order;
        if (shown.Count > room)
        {
            // What goes on is what somebody looks for; then what has ended, and last what has not begun.
            var chosen = _order.Select((name, at) => (name, at)).OrderBy(each => Rank(_rows[each.name].Node.Status)).ThenBy(each => each.at).Take(room - 1).Select(each => each.name).ToHashSet();
            shown = [.. _order.Where(chosen.Contains)];
        }

        var name = Math.Min(WidestName, _order.Max(each => DisplayWidth.Of(each)));
        var width = Math.Max(20, terminal.Width() - 1);
        var lines = shown.Select(each => Line(each, _rows[each], name, width)).ToList();
        if (shown.Count < _order.Count)
            lines.Add(_ink.Dim($"  … and {_order.Count - shown.Count} more"));
        return lines;
    }

    private string Line(string name, Row row, int nameWidth, int width)
    {
        var node = row.Node;
        var state = (node is { Status: NodeStatus.Running, Signal: not null } ? "waits" : node.Status == NodeStatus.Ready ? "retries" : node.Status == NodeStatus.Pending ? "·" : Wire.Name(node.Status).Replace('_', ' ')).PadRight(9);
        var time = row.Took ?? (row.Began is { } began ? terminal.Clock.GetElapsedTime(began) : null);
        var words = new StringBuilder($"{(time is { } known ? RunView.InWords(known) : ""),8}  ");
        if (node.ItemCount is { } count)
            words.Append(CultureInfo.InvariantCulture, $"{row.Items}/{count}  ");
        if (node.Attempt > 1)
            words.Append(CultureInfo.InvariantCulture, $"attempt {node.Attempt}  ");
        words.Append(row.Detail);
        var start = $"  {Fit.Cut(Visible.Of(name), nameWidth, pad: true)}  ";
        var rest = Fit.Cut(Visible.Of(words.ToString()).TrimEnd(), Math.Max(0, width - DisplayWidth.Of(start) - state.Length), pad: false);
        return start + Paint(node, state) + _ink.Dim(rest);
    }

    private string Paint(NodeRow node, string state) => node.Status switch
    {
        NodeStatus.Succeeded => _ink.Green(state),
        NodeStatus.Failed or NodeStatus.TimedOut => _ink.Red(state),
        NodeStatus.Ready or NodeStatus.Cancelled => _ink.Yellow(state),
        NodeStatus.Running => node.Signal is null ? _ink.Cyan(state) : _ink.Yellow(state),
        _ => _ink.Dim(state),
    };

    private static int Rank(NodeStatus status) => status is NodeStatus.Running or NodeStatus.Ready ? 0 : status is NodeStatus.Failed or NodeStatus.TimedOut ? 1 : status == NodeStatus.Pending ? 3 : 2;

    private sealed record Row(NodeRow Node, long? Began, TimeSpan? Took, int Items)
    {
        public string Detail { get; init; } = "";
    }
}
