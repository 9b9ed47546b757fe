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
    private readonly Dictionary<string, Open> _open = [];

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
            _open.Add(KeyOf(code), new(caller, now + Age));
        }

        return code;
    }

    /// <summary>Uses a code up when <paramref name="signIn"/> has done its work, and leaves it good when that fails.</summary>
    /// <returns>Null when it is not known, was used or is being used, or has expired.</returns>
    public async ValueTask<RequestCaller?> RedeemAsync(string code, Func<RequestCaller, ValueTask> signIn)
    {
        var key = KeyOf(code);
        if (Take(key) is not { } open)
            return null;
        var isUsed = false;
        try
        {
            await signIn(open.Caller);
            isUsed = true;
        }
        finally
        {
            // It stays in its place meanwhile: what ends it finds it there.
            lock (_gate)
            {
                if (isUsed)
                    _open.Remove(key);
                open.IsTaken = false;
            }
        }

        return open.Caller;
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

    private Open? Take(string key)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(key, out var open) || open.IsTaken || open.Until <= clock.GetUtcNow())
                return null;
            open.IsTaken = true;
            return open;
        }
    }

    // Looked up by its hash: how long that takes says nothing of the code.
    private static string KeyOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private sealed class Open(RequestCaller caller, DateTimeOffset until)
    {
        public RequestCaller Caller => caller;

        public DateTimeOffset Until => until;

        public bool IsTaken { get; set; }
    }
}
