using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Validation;

/// <summary>Secrets are named in a definition and never written into it.</summary>
internal sealed class SecretCheck(FaultList faults)
{
    // Key formats that are made to be recognised.
    private static readonly string[] Prefixes =
        ["sk-", "sk_live_", "rk_live_", "xoxb-", "xoxp-", "xoxa-", "xapp-", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "AKIA", "AIza", "-----BEGIN "];

    private static readonly string[] Schemes = ["Bearer ", "Basic ", "Token ", "Digest ", "ApiKey "];

    // What a form, a schema or a setting says of a password, and what stands in place of one.
    private static readonly HashSet<string> NoSecrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "string", "text", "number", "boolean", "object", "any", "null", "none", "required", "optional", "hidden", "strict", "true", "false", "yes", "no",
    };

    public static void Check(Template.Map with, Schema schema, FaultList faults) => new SecretCheck(faults).Walk(with, schema, "");

    private void Walk(Template template, Schema? schema, string name)
    {
        switch (template)
        {
            case Template.Literal { Value: { IsString: true } text }:
                CheckText(template, text.AsString(), schema, name);
                break;
            case Template.Literal { Value.IsNumber: true } when schema?.IsSecret == true || SecretNames.IsSecret(name):
                Report(template, name);
                break;
            // Around a secret there may be text (`Bearer …`), but something in it has to be read.
            case Template.Text text when text.Parts.Any(part => LooksLikeKey(part.Text)):
                Report(template, name);
                break;
            case Template.Text text:
                CheckAddress(template, string.Concat(text.Parts.Select(part => part.Formula is null ? part.Text : $"{SecretAddress.Read}")), name);
                break;
            case Template.List list:
                foreach (var item in list.Items)
                    Walk(item, schema?.Items, name);
                break;
            case Template.Map map:
                foreach (var entry in map.Entries)
                    Walk(entry.Value, name.Equals("headers", StringComparison.OrdinalIgnoreCase) && SecretNames.IsSecretHeader(entry.Name) ? Secret : schema?[entry.Name], entry.Name);
                break;
        }
    }

    private void CheckText(Template at, string text, Schema? schema, string name)
    {
        if (schema?.IsSecret == true && text.Length > 0 || LooksLikeKey(text) || IsSecret(name, text))
            Report(at, name);
        else
            CheckAddress(at, text, name);
    }

    private static bool IsSecret(string name, string text) =>
        !string.IsNullOrWhiteSpace(text) && !NoSecrets.Contains(text)
        && (SecretNames.IsSecret(name) || SecretNames.IsAuthorization(name) && Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)));

    private void CheckAddress(Template at, string text, string name)
    {
        if (SecretAddress.Find(text, name.EndsWith("url", StringComparison.OrdinalIgnoreCase) || name.EndsWith("uri", StringComparison.OrdinalIgnoreCase)) is { } parameter)
            Report(at, name, parameter);
    }

    private static readonly Schema Secret = new() { IsSecret = true };

    private static bool LooksLikeKey(string text) =>
        text.Length >= 16 && Prefixes.Any(prefix => text.AsSpan().TrimStart().StartsWith(prefix, StringComparison.Ordinal) || text.StartsWith("Bearer " + prefix, StringComparison.Ordinal));

    // The value itself is not repeated: faults are logged, and shown to others.
    private void Report(Template at, string name, string parameter = "")
    {
        var secret = new string([.. (parameter.Length > 0 ? parameter : name).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
        var hint = $"keep it with `logos secrets set {secret}` and write `${{{{ secrets.{secret} }}}}`";
        var message = parameter.Length > 0
            ? $"`{name}` holds a secret that is written in the definition: `{parameter}` in the address's query"
            : $"`{name}` holds a secret that is written in the definition";
        var fault = at.Source is { } source ? source.Fault(CoreCodes.LiteralSecret, message, hint) : new(CoreCodes.LiteralSecret, message) { Hint = hint };
        faults.Add(fault);
    }
}
