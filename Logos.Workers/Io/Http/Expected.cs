using Logos.Rules.Values;

namespace Logos.Workers.Io.Http;

/// <summary>The statuses that are a success.</summary>
internal sealed class Expected
{
    private readonly HashSet<int>? _statuses;

    private Expected(HashSet<int>? statuses) => _statuses = statuses;

    public static Expected Of(Value with) => new(with["expect"] is { IsList: true } list
        ? [.. list.AsList().Select(status => status.TryGetInt64(out var number) ? (int)number : 0)]
        : null);

    public bool Includes(int status) => _statuses?.Contains(status) ?? status is >= 200 and <= 299;

    /// <summary>A redirect that is asked for by its number is an answer, and is not followed.</summary>
    public bool Names(int status) => _statuses?.Contains(status) == true;
}
