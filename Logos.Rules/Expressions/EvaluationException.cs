using Logos.Rules.Faults;

namespace Logos.Rules.Expressions;

/// <summary>The one exception of an evaluation: its fault says what went wrong, and with which value.</summary>
public sealed class EvaluationException : Exception
{
    public EvaluationException(Fault fault)
        : base((fault ?? throw new ArgumentNullException(nameof(fault))).Message) => Fault = fault;

    public Fault Fault { get; }
}
