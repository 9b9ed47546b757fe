using Logos.Core.Work;

namespace Logos.Workers.Running;

/// <summary>Carries a failure to the edge of a step, where it becomes its outcome.</summary>
public sealed class FailureException(Failure failure) : Exception(failure.Message)
{
    public Failure Failure { get; } = failure;

    public static FailureException Permanent(string code, string message) => new(new(code, FailureKind.Permanent, message));

    public static FailureException Transient(string code, string message) => new(new(code, FailureKind.Transient, message));
}
