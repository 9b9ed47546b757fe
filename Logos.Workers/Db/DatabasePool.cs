namespace Logos.Workers.Db;

/// <summary>What is open to one database, for as long as its connection says the same.</summary>
internal abstract class DatabasePool : IAsyncDisposable
{
    /// <summary>What is to be masked wherever it shows.</summary>
    public required IReadOnlyCollection<string> Secrets { get; init; }

    /// <summary>It changes nothing, and sees to it.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>Where it leads, for people to read: without a password.</summary>
    public required string Place { get; init; }

    public abstract ValueTask DisposeAsync();
}
