using Logos.Rules.Faults;

namespace Logos.Adapters.Journal;

/// <summary>The one failure of a journal. Its fault has the code, the sentence and what to do.</summary>
public sealed class JournalException : Exception
{
    internal JournalException(Fault fault, Exception? inner = null)
        : base(fault.Hint is null ? fault.Message : $"{fault.Message} {fault.Hint}", inner) => Fault = fault;

    public Fault Fault { get; }

    public string Code => Fault.Code;

    /// <summary>The file at fault, when it is one.</summary>
    public string? File => Fault.Path;

    public long? Offset { get; internal init; }

    public long? Lsn { get; internal init; }

    /// <summary>The same failure for another waiter: one instance thrown on two threads would garble its stack trace.</summary>
    internal JournalException Again() => new(Fault, InnerException) { Offset = Offset, Lsn = Lsn };
}
