using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Access;

/// <summary>Where a server may listen that asks nobody who they are.</summary>
public static class OpenDoor
{
    /// <param name="urls">Where the server is to listen, or listens.</param>
    /// <returns>Null when all of them are on loopback.</returns>
    public static Fault? Refusal(IEnumerable<string> urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        var open = urls.SelectMany(list => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).FirstOrDefault(url => !IsLoopback(url));
        return open is null ? null : new(AccessCodes.OpenToTheWorld, $"without authentication the server may listen on loopback alone, and `{open}` can be reached from other machines")
        {
            Hint = "listen on http://127.0.0.1:5050, or leave out `--no-auth`",
        };
    }

    // A socket in the file system is no address: who may open it is for its folder to say, and that is nothing to rely on here.
    private static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return !address.IsUnixPipe && !address.IsNamedPipe && LoopbackAddress.IsName(address.Host.Trim('[', ']'));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
