using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Validation;

/// <summary>Secrets are named in a definition and never written into it.</summary>
internal sealed class SecretCheck(FaultList faults)
{
    // Key formats that are made to be recognised.
    private static readonly string[] Prefixes = ["sk-", "xoxb-", "xoxp-", "xapp-", "ghp_", "gho_", "github_pat_", "AKIA", "-----BEGIN "];

    private static readonly string[] HeaderWords = ["authorization", "cookie", "api-key", "apikey", "api_key", "token", "secret", "password"];

    public static void Check(Template.Map with, Schema schema, FaultList faults) => new SecretCheck(faults).Walk(with, schema, "");

    private void Walk(Template template, Schema? schema, string name)
    {
        switch (template)
        {
            case Template.Literal { Value: { IsString: true } text }:
                if (schema?.IsSecret == true && text.AsString().Length > 0 || LooksLikeKey(text.AsString()) || HoldsPassword(text.AsString()))
                    Report(template, name);
                break;
            // Around a secret there may be text (`Bearer …`), but something in it has to be read.
            case Template.Text text when text.Parts.Any(part => LooksLikeKey(part.Text)):
                Report(template, name);
                break;
            case Template.List list:
                foreach (var item in list.Items)
                    Walk(item, schema?.Items, name);
                break;
            case Template.Map map:
                foreach (var entry in map.Entries)
                    Walk(entry.Value, IsSecretHeader(name, entry.Name) ? Secret : schema?[entry.Name], entry.Name);
                break;
        }
    }

    private static readonly Schema Secret = new() { IsSecret = true };

    private static bool IsSecretHeader(string map, string name) =>
        map == "headers" && HeaderWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    // An address with a name and a password in it: scheme://name:password@host.
    private static bool HoldsPassword(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || text.AsSpan().ContainsAny(' ', '\n'))
            return false;
        var authority = text.AsSpan(scheme + 3);
        authority = authority.IndexOfAny('/', '?', '#') is var end and >= 0 ? authority[..end] : authority;
        return authority.IndexOf('@') is var at and > 0 && authority[..at].Contains(':');
    }

    private static bool LooksLikeKey(string text) =>
        text.Length >= 16 && Prefixes.Any(prefix => text.AsSpan().TrimStart().StartsWith(prefix, StringComparison.Ordinal) || text.StartsWith("Bearer " + prefix, StringComparison.Ordinal));

    // The value itself is not repeated: faults are logged, and shown to others.
    private void Report(Template at, string name)
    {
        var secret = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
        var hint = $"keep it with `logos secrets set {secret}` and write `${{{{ secrets.{secret} }}}}`";
        var message = $"`{name}` holds a secret that is written in the definition";
        var fault = at.Source is { } source ? source.Fault(CoreCodes.LiteralSecret, message, hint) : new(CoreCodes.LiteralSecret, message) { Hint = hint };
        faults.Add(fault);
    }
}
