using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>
/// The documents that are durable, and the names that are being written. A name has one writer at a time, from the look
/// at what is there until the journal has taken or refused what is to be: other names go beside it into the same sync.
/// </summary>
internal sealed class DocumentTable
{
    private const int ExpiredAtOnce = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedList<string, DocumentShelf>> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<DocumentKey, DocumentClaim> _claims = [];
    private readonly SortedSet<Document> _expiring = new(Comparer<Document>.Create(ByExpiry));

    public Document? Find(string workspace, string kind, string name, DateTimeOffset now)
    {
        lock (_gate)
            return Live(new(workspace, kind, name), now);
    }

    public DocumentPage List(string? workspace, string kind, string? after, int limit, bool newestFirst, DateTimeOffset now)
    {
        var from = after is null ? default((string Workspace, string Name)?) : DocumentCursor.Read(after, workspace);
        var items = new List<Document>(Math.Min(limit, 64));
        lock (_gate)
        {
            foreach (var document in All(workspace, kind, from, newestFirst))
            {
                if (HasExpired(document, now))
                    continue;
                if (items.Count == limit)
                    return new(items, DocumentCursor.Write(items[^1].Workspace, items[^1].Name));
                items.Add(document);
            }
        }

        return new(items, null);
    }

    public Claiming Claim(IReadOnlyList<DocumentWrite> writes, DateTimeOffset now)
    {
        var names = new DocumentKey[writes.Count];
        var changes = new List<DocumentChange>(writes.Count);
        lock (_gate)
        {
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = DocumentKey.Of(writes[i]);
                if (_claims.TryGetValue(names[i], out var other))
                    return new(null, null, other.Released);
            }

            foreach (var write in writes)
            {
                var key = DocumentKey.Of(write);
                var version = Live(key, now)?.Version ?? 0;
                if (write.Expected is { } expected && expected != version)
                    return new(null, write, null);
                if (write.Body is { } body)
                    changes.Add(new(key, new(key.Workspace, key.Kind, key.Name, version + 1, body.ToArray(), now, write.ExpiresAt?.ToUniversalTime())));
                else if (version > 0)
                    changes.Add(new(key, null));
            }

            var claim = new DocumentClaim(names, changes);
            foreach (var name in names)
                _claims.Add(name, claim);
            return new(claim, null, null);
        }
    }

    public void Release(DocumentClaim claim)
    {
        lock (_gate)
        {
            foreach (var name in claim.Names)
                _claims.Remove(name);
        }

        claim.Release();
    }

    /// <summary>All at once, for whoever reads.</summary>
    public void Apply(IReadOnlyList<DocumentChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
                Apply(change);
        }
    }

    /// <summary>Lets go of what has expired. No record says so: a start that reads it again finds it expired again.</summary>
    public void Expire(DateTimeOffset now)
    {
        while (TryExpireSome(now))
        {
        }
    }

    /// <summary>Those that have not expired.</summary>
    public IReadOnlyList<Document> Image(DateTimeOffset now)
    {
        lock (_gate)
            return [.. _kinds.Values.SelectMany(shelves => shelves.Values).SelectMany(shelf => shelf.All).Where(document => !HasExpired(document, now))];
    }

    // Whoever reads must not wait for as many as have expired.
    private bool TryExpireSome(DateTimeOffset now)
    {
        lock (_gate)
        {
            for (var i = 0; i < ExpiredAtOnce; i++)
            {
                if (_expiring.Min is not { } first || !HasExpired(first, now))
                    return false;
                Apply(new DocumentChange(new(first.Workspace, first.Kind, first.Name), null));
            }
        }

        return true;
    }

    private static bool HasExpired(Document document, DateTimeOffset now) => document.ExpiresAt <= now;

    private static int ByExpiry(Document one, Document other)
    {
        var order = one.ExpiresAt!.Value.CompareTo(other.ExpiresAt!.Value);
        if (order == 0)
            order = string.CompareOrdinal(one.Name, other.Name);
        if (order == 0)
            order = string.CompareOrdinal(one.Kind, other.Kind);
        return order == 0 ? string.CompareOrdinal(one.Workspace, other.Workspace) : order;
    }

    private Document? Live(in DocumentKey key, DateTimeOffset now) => Shelf(key)?.Find(key.Name) is { } document && !HasExpired(document, now) ? document : null;

    private DocumentShelf? Shelf(in DocumentKey key) =>
        _kinds.TryGetValue(key.Kind, out var shelves) && shelves.TryGetValue(key.Workspace, out var shelf) ? shelf : null;

    private IEnumerable<Document> All(string? workspace, string kind, (string Workspace, string Name)? from, bool reverse)
    {
        if (!_kinds.TryGetValue(kind, out var shelves))
            return [];
        if (workspace is not null)
            return shelves.TryGetValue(workspace, out var shelf) ? shelf.From(from?.Name, reverse) : [];
        return (reverse ? shelves.Reverse() : shelves)
            .Select(s => (Shelf: s.Value, Place: from is { } f ? string.CompareOrdinal(s.Key, f.Workspace) * (reverse ? -1 : 1) : 1))
            .Where(s => s.Place >= 0)
            .SelectMany(s => s.Shelf.From(s.Place == 0 ? from!.Value.Name : null, reverse));
    }

    private void Apply(in DocumentChange change)
    {
        var key = change.Key;
        var shelf = Shelf(key);
        if (shelf?.Find(key.Name) is { ExpiresAt: not null } before)
            _expiring.Remove(before);
        if (change.Document is { } document)
        {
            document = (shelf ?? Add(key)).Put(document);
            if (document.ExpiresAt is not null)
                _expiring.Add(document);
        }
        else if (shelf is not null)
        {
            shelf.Remove(key.Name);
            if (shelf.IsEmpty)
                Remove(key);
        }
    }

    private DocumentShelf Add(in DocumentKey key)
    {
        if (!_kinds.TryGetValue(key.Kind, out var shelves))
            _kinds.Add(key.Kind, shelves = new(StringComparer.Ordinal));
        var shelf = new DocumentShelf(key.Workspace, key.Kind);
        shelves.Add(key.Workspace, shelf);
        return shelf;
    }

    private void Remove(in DocumentKey key)
    {
        _kinds[key.Kind].Remove(key.Workspace);
        if (_kinds[key.Kind].Count == 0)
            _kinds.Remove(key.Kind);
    }
}
