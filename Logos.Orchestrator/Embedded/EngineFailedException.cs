using Logos.Adapters.Faults;
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

    /// <summary>The disk fails under the files of large values. That one of them is gone is another matter.</summary>
    internal static bool IsOfBlobs(Exception reason) => reason is UnauthorizedAccessException or (IOException and not FileNotFoundException and not EndOfStreamException);

    internal static EngineFailedException OfBlobs(string folder, Exception reason) =>
        new(new(AdaptersCodes.BlobsAway, $"The files of large values in {folder} cannot be reached: {reason.Message}") { Path = folder, Hint = "Look after the disk and the rights of its files, then try again." }, reason);

    internal static bool Covers(Exception reason) => reason is JournalException or KeyFileException or StoreUnavailableException { InnerException: JournalException };
}
