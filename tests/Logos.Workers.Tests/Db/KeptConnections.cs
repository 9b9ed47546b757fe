using Logos.Core.Connections;

namespace Logos.Workers.Tests.Db;

/// <summary>Connections that a test gives, and changes.</summary>
internal sealed class KeptConnections : IConnectionSource
{
    private readonly Dictionary<string, OpenConnection> _byName = [];

    public void Set(string name, string type, params (string Name, string Value)[] settings) =>
        _byName[name] = new(type, settings.GroupBy(setting => setting.Name).ToDictionary(group => group.Key, group => group.Last().Value), [.. settings.Where(setting => setting.Name is "password" or "url").Select(setting => setting.Value)]);

    public ValueTask<OpenConnection?> FindAsync(string workspace, string name, CancellationToken cancellationToken) => new(_byName.GetValueOrDefault(name));
}
