namespace Logos.Adapters.Embedded;

/// <summary>How an embedded store keeps house.</summary>
public sealed record StoreOptions
{
    public static readonly StoreOptions Standard = new();

    /// <summary>How long finished executions are kept, and how many.</summary>
    public Retention Retention { get; init; } = Retention.Standard;

    /// <summary>How many bytes of records make a snapshot due, from 64 KiB to 16 GiB. A large snapshot waits for twice its own size.</summary>
    public long SnapshotEvery { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a finished execution stays in memory at most before its rows go to the journal alone, from 10 ms to 1 day.</summary>
    public TimeSpan RestAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often it is looked for executions that may be deleted, from 1 s to 1 day.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The rows of a larger execution leave memory in parts of about this size.</summary>
    internal int PartSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Told of every execution that is deleted, once it is: what lies of it elsewhere can go.</summary>
    public Func<Guid, ValueTask>? OnRemoved { get; init; }

    /// <summary>Told, once for each thing, when a round of housekeeping could not be finished: what is wrong, and where.</summary>
    public Action<Exception>? OnTrouble { get; init; }

    internal void Check()
    {
        Retention.Check();
        Demand(SnapshotEvery is >= 64 * 1024 and <= 16L * 1024 * 1024 * 1024, nameof(SnapshotEvery), SnapshotEvery, "64 KiB to 16 GiB");
        Demand(RestAfter >= TimeSpan.FromMilliseconds(10) && RestAfter <= TimeSpan.FromDays(1), nameof(RestAfter), RestAfter, "10 ms to 1 day");
        Demand(RetentionInterval >= TimeSpan.FromSeconds(1) && RetentionInterval <= TimeSpan.FromDays(1), nameof(RetentionInterval), RetentionInterval, "1 s to 1 day");
    }

    internal static void Demand(bool holds, string name, object value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} goes from {range}.");
    }
}

/// <summary>Which finished executions are kept. One of a tree that still runs always is; what goes is the oldest, with its children.</summary>
public sealed record Retention
{
    public static readonly Retention Standard = new();

    public static readonly Retention Everything = new() { Count = null, Age = null };

    /// <summary>How many finished executions are kept, their children not counted: 0 to 100,000,000, null without a limit.</summary>
    public long? Count { get; init; } = 1_000_000;

    /// <summary>How long after its end an execution is kept: 1 s to 3,650 days, null without a limit.</summary>
    public TimeSpan? Age { get; init; } = TimeSpan.FromDays(30);

    internal void Check()
    {
        if (Count is { } count)
            StoreOptions.Demand(count is >= 0 and <= 100_000_000, nameof(Count), count, "0 to 100,000,000");
        if (Age is { } age)
            StoreOptions.Demand(age >= TimeSpan.FromSeconds(1) && age <= TimeSpan.FromDays(3650), nameof(Age), age, "1 s to 3,650 days");
    }
}
