using System.Security.Cryptography;
using System.Text;
using Logos.Core.Documents;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Forms;

/// <summary>
/// Each form that makes or sends something carries a number of its own: sent twice, loaded again, or sent again after
/// going back, it is taken once. What was changed in it meanwhile is another form.
/// </summary>
internal static class Once
{
    private const string Field = "once";
    private const int Longest = 64;

    // The script knows it by this name, too: parts that differ by nothing else have not changed.
    public static void Write(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Write($"<input type=\"hidden\" name=\"once\" value=\"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}\">\n");
    }

    /// <returns>Null for a form that nobody numbered.</returns>
    public static IdempotencyKey? Of(HttpContext context, RequestCaller caller, IFormCollection form, TimeProvider clock)
    {
        if (form[Field] is not [{ Length: > 0 and <= Longest }])
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(caller.Token is { } token ? $"token {token}" : $"session {caller.Name}");
        Append(context.Request.Path.Value);
        foreach (var (name, values) in form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Append(name);
            foreach (var value in values)
                Append(value);
        }

        var print = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new(caller.Workspace, $"form-{print}", print, clock.GetUtcNow());

        void Append(string? text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text?.Length ?? 0}:{text}\n"));
    }

    /// <summary>For what is not written in one transaction with its key.</summary>
    /// <returns>False when the form was taken before.</returns>
    public static async ValueTask<bool> TakeAsync(this IdempotencyKey? key, IDocumentStore documents) =>
        // Whoever sends it twice gives the first request up: it is taken all the same.
        key is null || await documents.WriteAsync([key.Write(KeptAnswer.Begun)], CancellationToken.None) is null;

    public static async ValueTask<bool> IsTakenAsync(this IdempotencyKey? key, IDocumentStore documents) =>
        key is not null && (await key.FindAsync(documents, CancellationToken.None)).Value is not null;

    /// <summary>For what is written together with its key.</summary>
    public static Creation Creation(this IdempotencyKey? key) => new(key, null);

    /// <returns>The execution that the form has started before.</returns>
    public static async ValueTask<Guid?> StartedAsync(this IdempotencyKey? key, IDocumentStore documents) =>
        key is null ? null : (await key.FindAsync(documents, CancellationToken.None)).Value?.Execution;
}
