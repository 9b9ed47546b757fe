using System.ComponentModel;
using System.Data.Common;
using System.Text.Json;

namespace Logos.AppHost.Machine;

/// <summary>Somebody who may do everything for a while, by the command line: a token is made in the database, and shown to the gateway.</summary>
/// <param name="gateway">Where it listens.</param>
/// <param name="postgres">The database's address.</param>
internal sealed class Caller(Uri gateway, string postgres)
{
    /// <param name="sample">The file of a graph, beside which the files lie that it names.</param>
    /// <param name="graph">Its name.</param>
    /// <param name="inputs">As <c>NAME=VALUE</c>.</param>
    /// <returns>What came of it, as JSON.</returns>
    /// <exception cref="CallException">It was refused, or did not complete.</exception>
    public async Task<string> RunAsync(string sample, string graph, IEnumerable<string> inputs, CancellationToken cancellationToken)
    {
        var token = await TokenAsync("10m", cancellationToken);
        await AsAsync(token, ["submit", sample, "--json"], cancellationToken);
        return await AsAsync(token, ["execute", graph, "--json", .. inputs.SelectMany(input => (string[])["--input", input])], cancellationToken);
    }

    /// <returns>An address that signs a browser in, once.</returns>
    /// <exception cref="CallException">It was refused.</exception>
    public async Task<string> LinkAsync(CancellationToken cancellationToken)
    {
        var said = await AsAsync(await TokenAsync("12h", cancellationToken), ["token", "link", "--json"], cancellationToken);
        using var link = JsonDocument.Parse(said);
        return new Uri(gateway, link.RootElement.GetProperty("path").GetString()!).ToString();
    }

    private async Task<string> TokenAsync(string age, CancellationToken cancellationToken)
    {
        // Everybody on this machine may read command lines.
        var address = new DbConnectionStringBuilder { ConnectionString = postgres };
        var variables = new Dictionary<string, string>();
        if (address.TryGetValue("Password", out var password))
        {
            variables["PGPASSWORD"] = (string)password;
            address.Remove("Password");
        }

        var said = await LogosAsync(["token", "new", "apphost", "--json", "--expires-in", age, "--postgres", address.ConnectionString], variables, cancellationToken);
        using var token = JsonDocument.Parse(said);
        return token.RootElement.GetProperty("token").GetString()!;
    }

    private Task<string> AsAsync(string token, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        LogosAsync(arguments, new Dictionary<string, string> { ["LOGOS_SERVER"] = gateway.GetLeftPart(UriPartial.Authority), ["LOGOS_TOKEN"] = token }, cancellationToken);

    private static async Task<string> LogosAsync(IEnumerable<string> arguments, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await LogosProgram.RunAsync(arguments, variables, cancellationToken);
            // Asked for JSON, it says there what is wrong.
            return answer.Code == 0 ? answer.Output.Trim() : throw new CallException(answer.Output.Trim() is { Length: > 0 } said ? said : answer.Trouble);
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException)
        {
            throw new CallException($"{LogosProgram.Path}: {e.Message}");
        }
    }
}
