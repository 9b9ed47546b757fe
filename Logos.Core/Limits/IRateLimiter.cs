namespace Logos.Core.Limits;

/// <summary>Counts how often somebody does something, over all processes where it can, and says when it is enough.</summary>
public interface IRateLimiter
{
    /// <summary>Counts one more, if that is within the limit. What is refused is not counted.</summary>
    /// <param name="key">Whose, and what: each key is counted for itself.</param>
    /// <param name="limit">May differ from one call to the next.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<RateVerdict> TakeAsync(string key, RateLimit limit, CancellationToken cancellationToken);
}
