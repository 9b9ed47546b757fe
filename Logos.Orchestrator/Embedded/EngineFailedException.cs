using Logos.Adapters.Journal;
using Logos.Adapters.Secrets;
using Logos.Core.Orchestration;
using Logos.Rules.Faults;

namespace Logos.Orchestrator.Embedded;

/// <summary>The engine's journal cannot go on, for a reason that people can do something about.</summary>
public sealed class EngineFailedException(Fault fault, Exception inner) : Exception(fault.Message, inner)
{
    public Fault Fault { get; } = fault;

    /// <returns>The reason in these words where it is one of them, else as it is.</returns>
    internal static Exception Of(Exception reason) => reason switch
    {
        JournalException journal => new EngineFailedException(journal.Fault, journal),
        KeyFileException keys => new EngineFailedException(keys.Fault, keys),
        StoreUnavailableException { InnerException: JournalException journal } => new EngineFailedException(journal.Fault, reason),
        _ => reason,
    };

    internal static bool Covers(Exception reason) => reason is JournalException or KeyFileException or StoreUnavailableException { InnerException: JournalException };
}
