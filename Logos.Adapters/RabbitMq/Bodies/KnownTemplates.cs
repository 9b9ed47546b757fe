using System.Collections.Concurrent;
using Logos.Core.Graphs.Templates;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>
/// Templates by their bytes. A node's is the same in every task of it, and to compile its expressions costs more than
/// all else that is read of a task.
/// </summary>
internal sealed class KnownTemplates
{
    /// <summary>More are forgotten all at once: whoever runs so many nodes at a time compiles them again now and then.</summary>
    private const int Most = 1_000;
    private const int Largest = 16 * 1024;

    private readonly ConcurrentDictionary<Key, Template> _known = new();

    public int Count => _known.Count;

    public Template Read(RawJson raw)
    {
        if (raw.Utf8.Length > Largest)
            return TemplateShape.Read(raw);
        var key = new Key(raw.Utf8);
        if (_known.TryGetValue(key, out var known))
            return known;
        var template = TemplateShape.Read(raw);
        if (_known.Count >= Most)
            _known.Clear();
        _known.TryAdd(key, template);
        return template;
    }

    private readonly struct Key(ReadOnlyMemory<byte> bytes) : IEquatable<Key>
    {
        private readonly ReadOnlyMemory<byte> _bytes = bytes;

        public bool Equals(Key other) => _bytes.Span.SequenceEqual(other._bytes.Span);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(_bytes.Span);
            return hash.ToHashCode();
        }
    }
}
