namespace Logos.Core.Orchestration;

/// <summary>The store cannot take anything now, and may later: its disk is full, or its server is away.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Somebody has to make room: it will not pass by itself.</summary>
    public bool IsFull { get; init; }
}
