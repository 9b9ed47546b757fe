using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>What an import has found out so far.</summary>
internal sealed class ImportContext(ImportOptions options)
{
    private readonly List<ImportNote> _notes = [];
    private readonly Dictionary<string, Draft> _byForeignId = new(StringComparer.Ordinal);
    private readonly Dictionary<(int From, int To), DraftEdge> _edges = [];
    private readonly Stack<Draft> _open = new();
    private int[] _seen = [];
    private int _question;

    public ImportOptions Options => options;

    public FaultList Faults { get; } = new();

    public IReadOnlyList<ImportNote> Notes => [.. _notes.OrderBy(note => note.Line ?? 0).Distinct()];

    public List<Draft> Drafts { get; } = [];

    /// <summary>Those whose ids no expression can read as one word; the longest first, for one may begin like another.</summary>
    public List<Draft> Renamed { get; } = [];

    public InputTable Inputs { get; } = new();

    /// <summary>The names that some node yields: all others need no search.</summary>
    public HashSet<string> Yielded { get; } = new(StringComparer.Ordinal);

    public IEnumerable<DraftEdge> Edges => _edges.Values;

    public void Report(Fault fault) => Faults.Add(fault);

    public void Note(SourceNode at, string message)
    {
        var fault = at.Fault("", message);
        _notes.Add(new(message) { Line = fault.Line, Path = fault.Path });
    }

    public void AddDrafts(ForeignGraph graph)
    {
        var taken = graph.Nodes.Where(node => IsGood(node.Id)).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            var id = node.Id;
            if (!IsGood(id))
            {
                id = Names.Mended(id);
                for (var number = 2; !taken.Add(id); number++)
                    id = $"{Names.Mended(node.Id)}_{number}";
                Note(node.At, $"`{node.Id}` is called `{id}` now: an id is one word");
            }

            var draft = new Draft(Drafts.Count, node, id);
            if (_byForeignId.TryAdd(node.Id, draft))
            {
                Drafts.Add(draft);
                if (node.Id.Length > 0 && !Names.IsIdentifier(node.Id))
                    Renamed.Add(draft);
            }
            else
                Report(node.At.Fault(CoreCodes.NotTheDialect, $"the id `{node.Id}` stands twice", "give each node an id of its own"));
        }

        Renamed.Sort((a, b) => b.Source.Id.Length.CompareTo(a.Source.Id.Length));
    }

    public Draft? Find(string foreignId) => _byForeignId.GetValueOrDefault(foreignId);

    /// <summary>The node that a field names; a fault when there is none.</summary>
    public Draft? Named(SourceNode at)
    {
        var id = (at as SourceNode.Scalar)?.Text ?? "";
        if (Find(id) is { } draft)
            return draft;
        Report(at.Fault(CoreCodes.UnknownNode, $"there is no node `{id}`", Faults.DidYouMean(id, _byForeignId.Keys)));
        return null;
    }

    public DraftEdge Join(Draft from, Draft to)
    {
        if (_edges.TryGetValue((from.Index, to.Index), out var known))
            return known;
        to.Upstream.Add(from);
        return _edges[(from.Index, to.Index)] = new(from, to);
    }

    public bool IsUpstream(Draft node, Draft of)
    {
        // Asked for every name that is read: a stamp per node instead of a set per question.
        if (_seen.Length < Drafts.Count)
            _seen = new int[Drafts.Count];
        _question++;
        _open.Clear();
        _open.Push(of);
        while (_open.TryPop(out var at))
        {
            foreach (var from in at.Upstream)
            {
                if (from == node)
                    return true;
                if (_seen[from.Index] == _question)
                    continue;
                _seen[from.Index] = _question;
                _open.Push(from);
            }
        }

        return false;
    }

    private static bool IsGood(string id) => Names.IsIdentifier(id) && !Names.IsReserved(id);
}
