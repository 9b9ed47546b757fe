using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Logos.Gateway.Access.SignIn;

/// <summary>Links that sign a browser in, once. They are in memory alone: a server that starts again makes new ones.</summary>
internal sealed class SignInCodes(TimeProvider clock)
{
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(15);
    private const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (RequestCaller Caller, DateTimeOffset Until)> _open = [];

    /// <returns>The code; of so many at once the oldest gives way.</returns>
    public string Issue(RequestCaller caller)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var (old, _) in _open.Where(each => each.Value.Until <= now).ToArray())
                _open.Remove(old);
            if (_open.Count >= Most)
                _open.Remove(_open.MinBy(each => each.Value.Until).Key);
            _open.Add(KeyOf(code), (caller, now + Age));
        }

        return code;
    }

    /// <returns>Null when it is not known, was used, or has expired.</returns>
    public RequestCaller? Redeem(string code)
    {
        lock (_gate)
            return _open.Remove(KeyOf(code), out var found) && found.Until > clock.GetUtcNow() ? found.Caller : null;
    }

    /// <summary>The unused links of a token that is revoked; an admin's takes those along that have no token to end with.</summary>
    public void End(string workspace, string token, bool alsoTokenless)
    {
        lock (_gate)
        {
            foreach (var (key, _) in _open.Where(each => each.Value.Caller.Workspace == workspace && (each.Value.Caller.Token == token || (alsoTokenless && each.Value.Caller.Token is null))).ToArray())
                _open.Remove(key);
        }
    }

    // Looked up by its hash: how long that takes says nothing of the code.
    private static string KeyOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
