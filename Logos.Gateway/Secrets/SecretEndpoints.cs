using System.Text;
using System.Text.RegularExpressions;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Secrets;

/// <summary><c>/api/v1/secrets</c>: values go in, and never out.</summary>
internal static partial class SecretEndpoints
{
    private const int Largest = 64 * 1024;

    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        var secrets = api.MapGroup("/secrets").WithTags("secrets").KnowsItsQuery();
        secrets.MapGet("", ListAsync).Requires(Scope.Read).Produces<Listed<SecretInfo>>()
            .Tells(new("Lists the names of the secrets; their values never come out.") { Query = ["limit", "after"], Answer = """{"items":[{"name":"API_KEY","version":1,"changed_at":"2026-01-31T08:00:00Z"}]}""" });
        secrets.MapGet("/{name}", FindAsync).Requires(Scope.Read).Produces<SecretInfo>()
            .Tells(new("Shows that a secret is there, and since when.") { Answer = """{"name":"API_KEY","version":1,"changed_at":"2026-01-31T08:00:00Z"}""" });
        secrets.MapPut("/{name}", PutAsync).Requires(Scope.Admin).Accepts<SecretRequest>("application/json").Produces<SecretInfo>().Produces<SecretInfo>(201)
            .Tells(new("Sets a secret.") { Body = """{"value":"…"}""", Answer = """{"name":"API_KEY","version":1,"changed_at":"2026-01-31T08:00:00Z"}""" });
        secrets.MapDelete("/{name}", DeleteAsync).Requires(Scope.Admin)
            .Tells(new("Deletes a secret.") { Status = 204 });
    }

    private static async Task<Results<JsonHttpResult<Listed<SecretInfo>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var read = await DocumentList.ReadAsync(context, engine.Documents, caller.Workspace, SecretDocument.Kind, newestFirst: false, cancellationToken);
        return read.Value is not { } page ? read.Refused! : TypedResults.Json(new Listed<SecretInfo>([.. page.Items.Select(SecretInfo.Of)], page.Next), SecretApiJson.Default.ListedSecretInfo);
    }

    private static async Task<Results<JsonHttpResult<SecretInfo>, Problem>> FindAsync(string name, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await engine.Documents.FindAsync(caller.Workspace, SecretDocument.Kind, name, cancellationToken) is { } found
            ? TypedResults.Json(SecretInfo.Of(found), SecretApiJson.Default.SecretInfo)
            : Missing();

    private static async Task<Results<JsonHttpResult<SecretInfo>, Problem>> PutAsync(string name, HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, CancellationToken cancellationToken)
    {
        if (BadName(name) is { } bad)
            return bad;
        var sent = await TypedBody.ReadAsync(context, SecretApiJson.Default.SecretRequest);
        if (sent.Value is not { Value: var asked })
            return sent.Refused!;
        var set = await SetAsync(name, asked.Value, audit, engine, holdings, cancellationToken);
        return set.Value is { } info ? TypedResults.Json(info, SecretApiJson.Default.SecretInfo, statusCode: info.Version == 1 ? 201 : 200) : set.Refused!;
    }

    internal static async ValueTask<Given<SecretInfo>> SetAsync(string name, string value, Auditor audit, EngineAccess engine, Holdings holdings, CancellationToken cancellationToken)
    {
        if (BadName(name) is { } bad)
            return bad;
        if (value.Length == 0 || Encoding.UTF8.GetByteCount(value) > Largest)
            return new Problem(422, SecretCodes.BadSecret, "a secret's value is text of 1 byte to 64 KiB");
        // It is sealed for the version that it becomes: who comes second seals it anew.
        for (var tries = 0; tries < 8; tries++)
        {
            var before = (await engine.Documents.FindAsync(audit.Workspace, SecretDocument.Kind, name, cancellationToken))?.Version ?? 0;
            if (before == 0 && await holdings.SecretAsync(audit.Workspace, cancellationToken) is { } tooMany)
                return tooMany;
            var at = audit.Now;
            if (await engine.Documents.WriteAsync([SecretDocument.Write(engine.Keys, audit.Workspace, name, before, value), audit.Row("secret.set", name)], cancellationToken) is null)
                return new SecretInfo(name, before + 1, at);
        }

        return new Problem(409, SecretCodes.ChangedMeanwhile, $"others keep changing the secret `{name}`");
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(string name, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await DeletedAsync(name, audit, engine, cancellationToken) is { } refused ? refused : TypedResults.NoContent();

    internal static async ValueTask<Problem?> DeletedAsync(string name, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await engine.Documents.FindAsync(audit.Workspace, SecretDocument.Kind, name, cancellationToken) is null)
            return Missing();
        await engine.Documents.WriteAsync([new(audit.Workspace, SecretDocument.Kind, name, null), audit.Row("secret.deleted", name)], cancellationToken);
        return null;
    }

    private static Problem? BadName(string name) =>
        Name().IsMatch(name) ? null : new(422, SecretCodes.BadSecret, "a secret's name is a letter or `_`, then up to 127 letters, digits and `_`");

    // Whoever misspells a name may have typed the value: it is not repeated.
    private static Problem Missing() => new(404, SecretCodes.NoSuchSecret, "there is no such secret");

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex Name();
}
