namespace Logos.Core.Telemetry;

/// <summary>
/// The id of the request that is under way here, as its caller and the logs know it: what is submitted meanwhile keeps it, and what is published
/// meanwhile bears it.
/// </summary>
public static class RequestIds
{
    private static readonly AsyncLocal<string?> UnderWay = new();

    /// <summary>Null where nobody asked. Holds until whoever has set it is through, and for what it calls.</summary>
    public static string? Current
    {
        get => UnderWay.Value;
        set => UnderWay.Value = value;
    }
}
