using Logos.Rules.Faults;

namespace Logos.Cli.Up;

/// <summary>Where a server listens.</summary>
internal static class ListenAddress
{
    private const string Hint = "an address is written http://HOST:PORT, such as http://127.0.0.1:5050; the port 0 takes any that is free";

    /// <summary>Several are separated by <c>;</c>.</summary>
    public static IReadOnlyList<string>? Parse(string urls, out Fault? fault)
    {
        var addresses = new List<string>();
        foreach (var word in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if ((fault = Add(word, addresses)) is not null)
                return null;
        }

        fault = addresses.Count > 0 ? null : Bad("--urls names no address", Hint);
        return fault is null ? addresses : null;
    }

    private static Fault? Add(string word, List<string> to)
    {
        if (word.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return Bad($"`{word}` asks for TLS, which `logos up` does not speak", "listen on http://, and let a proxy before it speak TLS");
        // Every address of this machine, as servers write it; it is the host of no URL.
        var everywhere = word.StartsWith("http://*", StringComparison.OrdinalIgnoreCase) || word.StartsWith("http://+", StringComparison.OrdinalIgnoreCase);
        var readable = everywhere ? "http://0.0.0.0" + word["http://*".Length..] : word;
        if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.Host.Length == 0)
            return Bad($"`{word}` is no address to listen on", Hint);
        if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return Bad($"`{word}` names more than a host and a port", Hint);
        // The server finds out a free port only for an address, and not for a name of several.
        to.Add(uri is { Host: "localhost", Port: 0 } ? "http://127.0.0.1:0" : word.TrimEnd('/'));
        return null;
    }

    private static Fault Bad(string message, string hint) => new(CliCodes.BadAddress.Code, message) { Hint = hint };
}
