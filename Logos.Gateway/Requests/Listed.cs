namespace Logos.Gateway.Requests;

/// <summary>One page of a list.</summary>
/// <param name="Next">What to ask with for those behind them; not there at the end.</param>
internal sealed record Listed<T>(IReadOnlyList<T> Items, string? Next);
