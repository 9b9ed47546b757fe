using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;

namespace Logos.Core.Blobs;

/// <summary>
/// Names a blob: <c>execution/node/item/attempt/random</c>. No two writes ever share one, so that a run that is
/// repeated leaves what the first one wrote alone. The random part bears the time.
/// </summary>
public sealed record BlobKey
{
    /// <summary>What is no node's: the inputs and results of an execution, and what is too large for a task to carry.</summary>
    public const string Inputs = "$inputs", Results = "$results", Task = "$task";

    private const string WholeNode = "-";

    private BlobKey(Guid execution, string node, int item, int attempt, Guid random)
    {
        if (!IsPlace(node))
            throw new ArgumentException($"`{node}` is no id of a node.", nameof(node));
        ArgumentOutOfRangeException.ThrowIfLessThan(item, TaskKey.NoItem);
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        (Execution, Node, Item, Attempt, Random) = (execution, node, item, attempt, random);
    }

    public Guid Execution { get; }

    public string Node { get; }

    /// <summary>-1 where there is no item.</summary>
    public int Item { get; }

    public int Attempt { get; }

    public Guid Random { get; }

    public DateTimeOffset WrittenAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Random.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds(System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
        }
    }

    public static BlobKey New(Guid execution, string node, int item, int attempt, DateTimeOffset at) =>
        new(execution, node, item, attempt, Guid.CreateVersion7(at));

    /// <returns>Null for anything that no <see cref="ToString"/> has written.</returns>
    public static BlobKey? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        if (parts is not [var execution, var node, var item, var attempt, var random] ||
            !Guid.TryParseExact(execution, "D", out var id) || !Guid.TryParseExact(random, "N", out var chance) || !IsPlace(node) || !TryRead(attempt, out var number))
            return null;
        var of = TaskKey.NoItem;
        if (item != WholeNode && !TryRead(item, out of))
            return null;
        var key = new BlobKey(id, node, of, number, chance);
        return key.ToString() == text ? key : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Execution:D}/{Node}/{(Item == TaskKey.NoItem ? WholeNode : Item.ToString(CultureInfo.InvariantCulture))}/{Attempt}/{Random:N}");

    private static bool IsPlace(string node) => Names.IsIdentifier(node) || node is Inputs or Results or Task;

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
