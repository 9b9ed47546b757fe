using System.Buffers;
using System.Globalization;
using Logos.Workers.Db.Mongo.Wire;

namespace Logos.Workers.Db.Mongo;

/// <summary>From what a connection says to where it leads.</summary>
internal static class MongoSettings
{
    private const int Port = 27017;

    private static readonly SearchValues<char> NoName = SearchValues.Create("/\\. \"$\0");

    private const string Form = "its address is not of the form mongodb://user:password@host:27017/database";

    /// <exception cref="Running.FailureException">The settings cannot be used.</exception>
    public static MongoAddress Read(ConnectionSettings settings)
    {
        var address = OfUrl(settings);
        if (settings.Text("host") is { } host)
            address = address with { Hosts = [(host, address.Hosts.Count > 0 ? address.Hosts[0].Port : Port)] };
        if (settings.Text("port") is not null)
            address = address with { Hosts = [.. address.Hosts.Select(each => (each.Host, settings.Number("port", Port, 1, 65_535)))] };
        address = address with
        {
            Database = settings.Text("database") ?? address.Database,
            User = settings.Text("user") ?? settings.Text("username") ?? address.User,
            Password = settings.Text("password") ?? address.Password,
            Source = settings.Text("auth_database") ?? address.Source,
            Tls = settings.Text("ssl_mode") is { } mode ? TlsOf(mode, settings) : address.Tls,
        };
        if (address.Hosts.Count == 0)
            throw settings.Wrong("it has no `host`, and no `url`");
        if (address.Database.Length == 0)
            throw settings.Wrong("it has no `database`");
        if (address.Database.AsSpan().ContainsAny(NoName))
            throw settings.Wrong("`database` is no name that a database can have");
        if (address.User.Length == 0 && address.Password.Length > 0)
            throw settings.Wrong("it has a `password`, and no `user`");
        return address;
    }

    private static MongoAddress OfUrl(ConnectionSettings settings)
    {
        if (settings.Text("url") is not { } text)
            return new([]);
        if (text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase))
            throw settings.Wrong("names are not looked up for mongodb+srv://: write mongodb:// with the hosts that it stands for, and `ssl_mode: verify_full`");
        // Several hosts are no address to the framework's own reader.
        if (!text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase))
            throw settings.Wrong(Form);
        var rest = text["mongodb://".Length..];
        var (beforeQuery, query) = Cut(rest, '?');
        var (server, path) = Cut(beforeQuery, '/');
        var at = server.LastIndexOf('@');
        var (user, password) = Cut(at < 0 ? "" : server[..at], ':');
        var address = new MongoAddress([.. server[(at + 1)..].Split(',').Select(host => Host(host, settings))])
        {
            User = Uri.UnescapeDataString(user),
            Password = Uri.UnescapeDataString(password),
            Database = Uri.UnescapeDataString(path),
            // As MongoDB's addresses mean it.
            Source = path.Length > 0 ? Uri.UnescapeDataString(path) : "admin",
        };
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            // Two names of one thing, of which one would be passed over.
            if (!given.Add(name.Equals("ssl", StringComparison.OrdinalIgnoreCase) ? "tls" : name))
                throw settings.Wrong("its address has an option twice: each is given once, and `tls` and `ssl` are one");
            address = Option(address, name, Uri.UnescapeDataString(value), settings);
        }

        return address;
    }

    private static MongoAddress Option(MongoAddress address, string name, string value, ConnectionSettings settings) => name.ToUpperInvariant() switch
    {
        "AUTHSOURCE" => address with { Source = value },
        "AUTHMECHANISM" when value is Scram.Sha256 or Scram.Sha1 => address with { Mechanism = value },
        "AUTHMECHANISM" => throw settings.Wrong($"{Scram.Sha256} and {Scram.Sha1} are spoken, and no other way to sign in"),
        "REPLICASET" => address with { ReplicaSet = value },
        "TLS" or "SSL" when bool.TryParse(value, out var tls) => address with { Tls = tls ? TlsUse.VerifyFull : TlsUse.Disable },
        "TLS" or "SSL" => throw settings.Wrong("`tls` in its address is true or false"),
        // What is done anyway: a node is tried again, and what it writes is on most members before it ends.
        "RETRYWRITES" or "RETRYREADS" => address,
        "W" when value == "majority" => address,
        "APPNAME" => address,
        _ => throw settings.Wrong("its address has an option that is not taken: `authSource`, `authMechanism`, `replicaSet`, `tls`, `retryWrites`, `retryReads`, `w=majority` and `appName` are"),
    };

    private static (string Host, int Port) Host(string text, ConnectionSettings settings)
    {
        var colon = text.LastIndexOf(':');
        // The colons of an IPv6 address stand in brackets.
        if (colon < 0 || text.EndsWith(']'))
            (text, colon) = ($"{text}:{Port.ToString(CultureInfo.InvariantCulture)}", text.Length);
        var host = text[..colon].Trim('[', ']');
        return host.Length > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? (Uri.UnescapeDataString(host), port)
            : throw settings.Wrong(Form);
    }

    private static (string Before, string Behind) Cut(string text, char mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");

    private static TlsUse TlsOf(string mode, ConnectionSettings settings) => mode.ToUpperInvariant().Replace('-', '_') switch
    {
        "DISABLE" or "DISABLED" => TlsUse.Disable,
        "REQUIRE" or "REQUIRED" => TlsUse.Require,
        "VERIFY_FULL" => TlsUse.VerifyFull,
        "PREFER" or "PREFERRED" => throw settings.Wrong("a server of MongoDB speaks TLS or does not, and cannot be asked: `ssl_mode` is disable, require or verify_full"),
        _ => throw settings.Wrong("`ssl_mode` is disable, require or verify_full"),
    };
}
