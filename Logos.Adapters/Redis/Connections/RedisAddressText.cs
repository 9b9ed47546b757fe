using System.Globalization;
using Logos.Rules.Faults;

namespace Logos.Adapters.Redis.Connections;

/// <summary>
/// Reads connection strings in both forms that there are: <c>host:port,password=…,ssl=true</c>, as Aspire gives them,
/// and <c>redis://user:password@host:port/database</c>, or <c>rediss://</c> over TLS.
/// </summary>
public static class RedisAddressText
{
    private const int Plain = 6379, OverTls = 6380;

    /// <summary>What other clients of Redis understand and has no meaning here, so that a connection string may be shared with them.</summary>
    private static readonly string[] Ignored =
    [
        "abortConnect", "allowAdmin", "asyncTimeout", "checkCertificateRevocation", "configChannel", "configCheckSeconds", "connectRetry", "heartbeatInterval",
        "highIntegrity", "keepAlive", "protocol", "resolveDns", "responseTimeout", "setlib", "sslProtocols", "tiebreaker", "version", "writeBuffer",
    ];

    private static readonly string[] Known = ["connectTimeout", "defaultDatabase", "name", "password", "ssl", "sslHost", "syncTimeout", "user"];

    /// <exception cref="FormatException">It is neither; the message says what is wrong, and holds no password.</exception>
    public static RedisAddress Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return text.Contains("://", StringComparison.Ordinal) ? OfUri(text) : OfOptions(text);
    }

    private static RedisAddress OfUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            throw Wrong("the address has to look like redis://user:password@host:6379/0");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Wrong("the address ends with the number of the database, and what follows has no meaning");
        var isTls = uri.Scheme == "rediss";
        var user = uri.UserInfo.Split(':', 2);
        var path = uri.AbsolutePath.Trim('/');
        return new(uri.IdnHost.Trim('[', ']'), uri.Port < 0 ? isTls ? OverTls : Plain : uri.Port)
        {
            IsTls = isTls,
            User = Given(user[0]),
            Password = user.Length > 1 ? Given(user[1]) : null,
            Database = path.Length == 0 ? 0 : Number("the database", path),
        };
    }

    private static RedisAddress OfOptions(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var servers = parts.Where(part => !part.Contains('=', StringComparison.Ordinal)).ToList();
        if (servers.Count != 1)
            throw Wrong(servers.Count == 0 ? "it names no server" : $"it names {servers.Count} servers, and one is taken: give the address of the primary");
        var address = new RedisAddress("", 0);
        foreach (var part in parts.Where(part => part.Contains('=', StringComparison.Ordinal)))
        {
            var (name, value) = (part[..part.IndexOf('=', StringComparison.Ordinal)].Trim(), part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
            address = With(address, name, value);
        }

        var (host, port) = HostAndPort(servers[0]);
        return address with { Host = host, Port = port ?? (address.IsTls ? OverTls : Plain) };
    }

    private static RedisAddress With(RedisAddress address, string name, string value) => name.ToUpperInvariant() switch
    {
        "PASSWORD" => address with { Password = value.Length == 0 ? null : value },
        "USER" => address with { User = value.Length == 0 ? null : value },
        "SSL" => address with { IsTls = bool.TryParse(value, out var isTls) ? isTls : throw Wrong($"ssl is `{value}`, and takes true or false") },
        "SSLHOST" => address with { CertificateName = value },
        "DEFAULTDATABASE" => address with { Database = Number(name, value) },
        "NAME" => address with { ClientName = value },
        "CONNECTTIMEOUT" => address with { ConnectTime = Milliseconds(name, value) },
        "SYNCTIMEOUT" => address with { CommandTime = Milliseconds(name, value) },
        _ when Ignored.Contains(name, StringComparer.OrdinalIgnoreCase) => address,
        // A piece of a password that has a comma in it looks like this as well: it is not told.
        _ => throw Wrong($"it has an option that is not known{(Suggestion.DidYouMean(name, Known) is { } meant ? $"; {meant}" : "")}; a password with a comma in it goes into the form redis://:password@host:6379, the comma as %2C"),
    };

    private static (string Host, int? Port) HostAndPort(string server)
    {
        // An address of IPv6 is in brackets, or has no port.
        var isBracketed = server.StartsWith('[');
        var end = isBracketed ? server.IndexOf(']', StringComparison.Ordinal) : server.IndexOf(':', StringComparison.Ordinal);
        if (isBracketed && end < 0)
            throw Wrong("the bracket of its address does not close");
        if (!isBracketed && (end < 0 || server.LastIndexOf(':') != end))
            return (server, null);
        var host = isBracketed ? server[1..end] : server[..end];
        var rest = isBracketed ? server[(end + 1)..] : server[end..];
        if (rest.Length == 0)
            return (host, null);
        return rest[0] == ':' && int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 && host.Length > 0
            ? (host, port)
            : throw Wrong($"`{server}` is no host with a port");
    }

    private static TimeSpan Milliseconds(string name, string value) =>
        Number(name, value) is > 0 and var number ? TimeSpan.FromMilliseconds(number) : throw Wrong($"{name} is `{value}`, and takes a number of milliseconds");

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"{name} is `{value}`, and takes a whole number");

    private static string? Given(string escaped) => escaped.Length == 0 ? null : Uri.UnescapeDataString(escaped);

    private static FormatException Wrong(string why) => new($"{RedisCodes.Address}: The connection string of Redis cannot be used: {why}.");
}
