namespace Logos.Workers.Io.Outbound;

/// <summary>A request as its author means it.</summary>
public sealed record OutboundRequest(HttpMethod Method, Uri Uri)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Names of headers that are for this host only, besides those whose names say so.</summary>
    public IReadOnlyList<string> Private { get; init; } = [];

    /// <summary>Held whole: a redirect may ask for it again.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Off where the redirect itself is what is wanted.</summary>
    public Func<int, bool> FollowsRedirect { get; init; } = _ => true;
}

/// <summary>An answer, read to its end.</summary>
public sealed record OutboundAnswer(int Status, string? Reason, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, Uri Uri)
{
    public string? Header(string name)
    {
        foreach (var (header, value) in Headers)
        {
            if (string.Equals(header, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}
