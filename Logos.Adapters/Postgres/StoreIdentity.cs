namespace Logos.Adapters.Postgres;

/// <summary>Which store it is, and how many partitions it has: both for as long as it lives.</summary>
public sealed record StoreIdentity(Guid Id, int Partitions);
