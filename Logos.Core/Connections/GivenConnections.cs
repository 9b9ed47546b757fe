using System.Collections.Frozen;
using Logos.Core.Graphs.Importing;

namespace Logos.Core.Connections;

/// <summary>Connections that were given at the start as addresses, the same for every workspace; the scheme of an address tells the type.</summary>
public sealed class GivenConnections : IConnectionSource
{
    public static readonly GivenConnections None = new([]);

    private readonly FrozenDictionary<string, OpenConnection> _byName;

    /// <param name="addresses">Each by the connection's name: <c>postgres://user:password@host/database</c>.</param>
    public GivenConnections(IEnumerable<KeyValuePair<string, string>> addresses) =>
        _byName = addresses.ToFrozenDictionary(given => given.Key, given => Of(given.Value), StringComparer.Ordinal);

    public ValueTask<OpenConnection?> FindAsync(string workspace, string name, CancellationToken cancellationToken) => new(_byName.GetValueOrDefault(name));

    private static OpenConnection Of(string address)
    {
        var scheme = ConnectionAddress.Of(address).Scheme;
        var type = scheme switch
        {
            "postgresql" => "postgres",
            "rediss" => "redis",
            "mariadb" => "mysql",
            "mongodb" => "mongo",
            _ => scheme,
        };
        return new(type, new Dictionary<string, string>(StringComparer.Ordinal) { ["url"] = address }, [address]);
    }
}
