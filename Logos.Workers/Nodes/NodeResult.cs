using Logos.Core.Work;

namespace Logos.Workers.Nodes;

/// <summary>What a handler gives back: its output, or a <see cref="Failure"/>. Both convert by themselves.</summary>
public abstract record NodeResult<TOutput>
{
    private NodeResult()
    {
    }

    public sealed record Success(TOutput Output) : NodeResult<TOutput>;

    public sealed record Failed(Failure Failure) : NodeResult<TOutput>;

    public static implicit operator NodeResult<TOutput>(TOutput output) => new Success(output);

    public static implicit operator NodeResult<TOutput>(Failure failure) => new Failed(failure);
}
