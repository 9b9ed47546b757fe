namespace Logos.Core.Secrets;

/// <summary>The keys of a store: the newest seals, and all of them open.</summary>
public sealed class SecretKeyRing
{
    private readonly IReadOnlyList<SecretKey> _keys;

    /// <param name="keys">The newest first.</param>
    public SecretKeyRing(IReadOnlyList<SecretKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        if (keys.Any(key => key.Bytes.Length != SecretKey.Length || key.Id.Length is 0 or > SecretKey.LongestId || !key.Id.All(char.IsAscii)))
            throw new ArgumentException($"A key has {SecretKey.Length} bytes and an id of 1 to {SecretKey.LongestId} ASCII characters.", nameof(keys));
        if (keys.DistinctBy(key => key.Id).Count() != keys.Count)
            throw new ArgumentException("Two keys have the same id.", nameof(keys));
        _keys = keys;
    }

    public SecretKey Newest => _keys[0];

    public SecretKey? Find(string id) => _keys.FirstOrDefault(key => key.Id == id);
}
