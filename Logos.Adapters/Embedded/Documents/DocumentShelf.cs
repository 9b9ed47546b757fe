using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>The documents of one kind in one workspace, by name. Not thread-safe.</summary>
internal sealed class DocumentShelf(string workspace, string kind)
{
    private readonly Dictionary<string, Document> _byName = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    public bool IsEmpty => _byName.Count == 0;

    public IReadOnlyCollection<Document> All => _byName.Values;

    public Document? Find(string name) => _byName.GetValueOrDefault(name);

    /// <returns>What is kept: many documents of a shelf share the words they have in common.</returns>
    public Document Put(Document document)
    {
        if (_byName.TryGetValue(document.Name, out var before))
            document = document with { Name = before.Name };
        else
            _names.Add(document.Name);
        return _byName[document.Name] = document with { Workspace = workspace, Kind = kind };
    }

    public void Remove(string name)
    {
        _byName.Remove(name);
        _names.Remove(name);
    }

    /// <summary>Those behind a name, in the order asked for; all of them without one.</summary>
    public IEnumerable<Document> From(string? after, bool reverse)
    {
        foreach (var name in Names(after, reverse))
        {
            if (name != after)
                yield return _byName[name];
        }
    }

    private IEnumerable<string> Names(string? after, bool reverse)
    {
        if (after is null)
            return reverse ? _names.Reverse() : _names;
        var (first, last) = (_names.Min, _names.Max);
        if (reverse)
            return string.CompareOrdinal(after, first) <= 0 ? [] : _names.GetViewBetween(first, after).Reverse();
        return string.CompareOrdinal(after, last) >= 0 ? [] : _names.GetViewBetween(after, last);
    }
}
