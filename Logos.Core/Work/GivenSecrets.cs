using System.Collections.Frozen;

namespace Logos.Core.Work;

/// <summary>Secrets that were given at the start, the same for every workspace.</summary>
public sealed class GivenSecrets(IEnumerable<KeyValuePair<string, string>> values) : ISecretSource
{
    public static readonly GivenSecrets None = new([]);

    private readonly FrozenDictionary<string, string> _values = values.ToFrozenDictionary(StringComparer.Ordinal);

    public ValueTask<string?> FindAsync(string workspace, string name, CancellationToken cancellationToken) => new(_values.GetValueOrDefault(name));
}
