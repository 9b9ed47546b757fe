using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Cli.Application;
using Logos.Rules.Faults;

namespace Logos.Cli.Client;

/// <summary>What a server has refused, as the command line tells faults.</summary>
internal static partial class Problems
{
    public static ClientFaultException Of(HttpStatusCode status, ReadOnlyMemory<byte> body, Destination to)
    {
        if (Read(status, body, to) is not { } faults)
            return NotAServer(status, to);
        // What the caller can put right, against what the server cannot do now.
        return new(faults, (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout ? ExitCode.RunFailed : ExitCode.InputAtFault);
    }

    public static ClientFaultException NotAServer(HttpStatusCode status, Destination to) =>
        new(CliCodes.NotAServer, $"{to.Server.Authority} answered {(int)status}, and not as a Logos server does", "check the address: `logos up` prints it", ExitCode.RunFailed);

    private static IReadOnlyList<Fault>? Read(HttpStatusCode status, ReadOnlyMemory<byte> body, Destination to)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.Find("code")?.GetString() is not { Length: > 0 } code)
                return null;
            if (root.Items("errors").Select(Single).ToList() is { Count: > 0 } several)
                return several;
            var fault = new Fault(code, root.Text("detail")) { Hint = HintOf(root) };
            return [status == HttpStatusCode.Unauthorized ? fault with { Hint = HowToSignIn(to) } : fault];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Fault Single(JsonElement error) => new(error.Text("code"), error.Text("message"))
    {
        Path = error.Find("path")?.GetString(),
        Line = error.Find("line")?.GetInt32(),
        Column = error.Find("column")?.GetInt32(),
        Hint = HintOf(error),
    };

    /// <summary>The server speaks of its routes: here they have commands.</summary>
    private static string? HintOf(JsonElement problem) =>
        problem.Find("hint")?.GetString() is { } hint ? Route().Replace(hint, route => CommandOf(route.Groups["path"].Value.Split('/')) is { } command ? $"`logos {command}`" : route.Value) : null;

    private static string? CommandOf(string[] path) => path switch
    {
        ["executions"] => "list",
        ["executions", var id, "nodes"] => $"status {id}",
        ["graphs", var name, "versions"] => $"graphs versions {name}",
        ["graphs" or "schedules" or "webhooks" or "secrets" or "connections"] => $"{path[0]} list",
        ["tokens"] => "token list",
        _ => null,
    };

    [GeneratedRegex("`GET /api/v1/(?<path>[^`?]+)`")]
    private static partial Regex Route();

    private static string HowToSignIn(Destination to) => to.Token is null
        ? $"`logos login {to.Server.GetLeftPart(UriPartial.Authority)}` keeps a token, or set LOGOS_TOKEN; `logos token new --data DIR` makes one beside a server that is stopped"
        : to.TokenFrom.Length == 0 ? "check the token that was typed; `logos token new --data DIR` makes one beside a server that is stopped"
        : $"the token of {to.TokenFrom} was sent; `logos login {to.Server.GetLeftPart(UriPartial.Authority)}` keeps another";
}
