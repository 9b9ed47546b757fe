namespace Logos.Workers.Io.Outbound;

/// <summary>Where requests may go besides public addresses, and what bounds them. Section <c>Logos:Outbound</c>.</summary>
public sealed record OutboundOptions
{
    public const string Section = "Logos:Outbound";

    /// <summary>Hosts whose addresses may be anything: <c>billing.internal</c>, <c>*.internal</c>, <c>localhost:8080</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Networks that may be called whichever name leads there: <c>10.20.0.0/16</c>, <c>127.0.0.1</c>.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    public int MaxRedirects { get; init; } = 5;

    /// <summary>What an answer may have, after it is unpacked.</summary>
    public long MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    public long MaxRequestBytes { get; init; } = 64 * 1024 * 1024;

    public int MaxHeaders { get; init; } = 100;

    public int MaxHeaderKilobytes { get; init; } = 32;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection is not used for longer: after that the name is asked for again.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);
}
