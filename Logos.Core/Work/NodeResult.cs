using Logos.Rules.Values;

namespace Logos.Core.Work;

/// <summary>What a handler gives back. A failure is a result like any other; an exception means a bug in the handler.</summary>
public abstract record NodeResult
{
    private NodeResult()
    {
    }

    public sealed record Success(Value Output) : NodeResult;

    public sealed record Failed(Failure Failure) : NodeResult;

    public static implicit operator NodeResult(Value output) => new Success(output);

    public static implicit operator NodeResult(Failure failure) => new Failed(failure);
}
