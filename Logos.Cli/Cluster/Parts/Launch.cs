namespace Logos.Cli.Cluster.Parts;

/// <summary>One start of a part.</summary>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments)
{
    public required string Folder { get; init; }

    /// <summary>Where it is reached, as it is told; null where nobody wants to know.</summary>
    public string? Address { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What may not come from the environment of this process.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>For a program that knows nothing of a parent: what asks it to end, and who is left to do so when the parent is gone.</summary>
    public Guard? Guard { get; init; }

    /// <summary>The line that says that it takes connections.</summary>
    public Func<string, bool>? SaysReady { get; init; }

    /// <summary>Where no line says so: ends when it is ready.</summary>
    public Func<CancellationToken, Task>? WhenReady { get; init; }
}
