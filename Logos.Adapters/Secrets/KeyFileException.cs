using Logos.Rules.Faults;

namespace Logos.Adapters.Secrets;

/// <summary>The keys of secrets cannot be used.</summary>
public sealed class KeyFileException(Fault fault, Exception? inner = null) : Exception(fault.Message, inner)
{
    public Fault Fault { get; } = fault;
}
