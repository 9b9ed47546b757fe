using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Requests;

/// <summary>What a request gives, or why it is refused.</summary>
internal readonly record struct Given<T>(T? Value, Problem? Refused)
{
    public static implicit operator Given<T>(T value) => new(value, null);

    public static implicit operator Given<T>(Problem refused) => new(default, refused);
}
