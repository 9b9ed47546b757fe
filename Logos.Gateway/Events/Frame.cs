namespace Logos.Gateway.Events;

/// <summary>One change of one execution, as all who watch are told of it.</summary>
/// <param name="Utf8">Server-sent events, as they go over the wire; empty for a gap.</param>
/// <param name="IsEnd">The execution has ended with it.</param>
internal sealed record Frame(long Id, Guid Execution, ReadOnlyMemory<byte> Utf8, bool IsEnd)
{
    /// <summary>What came before is lost: who watches has to be told how all stands.</summary>
    public static Frame Gap(long id) => new(id, Guid.Empty, default, false);

    public bool IsGap => Utf8.IsEmpty;
}
