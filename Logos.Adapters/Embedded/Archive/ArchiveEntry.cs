using Logos.Adapters.Journal;

namespace Logos.Adapters.Embedded.Archive;

/// <param name="Id">The execution whose rows are there.</param>
/// <param name="Position">The record that has them, or the last part of them.</param>
/// <param name="From">The segment where the first part is.</param>
internal readonly record struct ArchiveEntry(Guid Id, JournalPosition Position, uint From);
