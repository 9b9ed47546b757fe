namespace Logos.ServiceDefaults.Health;

/// <summary>One thing that a service needs to do its work.</summary>
/// <param name="Name">As it stands in the answer: <c>engine</c>, <c>store</c>.</param>
/// <param name="CheckAsync">Null when all is well, else the reason.</param>
public sealed record HealthCheck(string Name, Func<CancellationToken, ValueTask<string?>> CheckAsync)
{
    /// <summary>Whether the service is of no use without it; else it still answers, and says what is wrong.</summary>
    public bool IsVital { get; init; } = true;
}
