using System.Diagnostics.CodeAnalysis;

namespace Logos.Gateway.Requests;

/// <summary>The id in a path. What is no id names nothing: the route says that there is no such thing, as it does for one that is not known.</summary>
internal readonly record struct GivenId(Guid Value)
{
    [SuppressMessage("Style", "IDE0060", Justification = "The shape that routing binds by.")]
    public static bool TryParse(string? text, IFormatProvider? provider, out GivenId id)
    {
        // None is ever made that is empty.
        id = Guid.TryParse(text, out var value) ? new(value) : default;
        return true;
    }

    public override string ToString() => Value.ToString();

    public static implicit operator Guid(GivenId id) => id.Value;

    public static implicit operator GivenId(Guid id) => new(id);
}
