using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Secrets;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Validation;

/// <summary>Secrets are named in a definition and never written into it.</summary>
internal sealed class SecretCheck(bool leaves, bool isMongo, FaultList faults)
{
    private static readonly Schema Secret = new() { IsSecret = true };

    // They hold names of fields, or say what to do with one, and no values.
    private static readonly HashSet<string> NamesOfFields = new(StringComparer.Ordinal)
    {
        "projection", "sort", "$rename", "$unset", "$project", "$sort", "$group", "$currentDate", "$inc", "$mul", "$bit", "$type", "$exists",
    };

    // What is shown to people beside a field is no value of it.
    private static readonly HashSet<string> Captions = new(StringComparer.OrdinalIgnoreCase)
    {
        "label", "labels", "title", "titles", "text", "texts", "message", "messages", "translations", "placeholder", "placeholders", "description", "descriptions", "hint", "hints", "errors",
    };

    /// <param name="with">What the node is given.</param>
    /// <param name="type">Null where it is not known.</param>
    /// <param name="faults">Takes what is found.</param>
    public static void Check(Template.Map with, NodeType? type, FaultList faults) =>
        // What a rule yields stays in the execution; everything else goes to somebody who may ask for a password.
        new SecretCheck(type is null || type.Pool is not (Pool.Rule or Pool.Orchestrator), type?.Name == "mongo", faults).Walk(with, type?.With ?? Schema.Any, "", isCaption: false);

    private void Walk(Template template, Schema? schema, string name, bool isCaption)
    {
        switch (template)
        {
            case Template.Literal { Value: { IsString: true } text }:
                CheckText(template, text.AsString(), schema, name, isCaption);
                break;
            // 0 and 1 switch something off and on.
            case Template.Literal { Value: { IsNumber: true } number } when number.ToText() is not ("0" or "1"):
                if (schema?.IsSecret == true || (leaves && !isCaption && SecretNames.IsUnmistakable(name)))
                    Report(template, name);
                break;
            // Around a secret there may be text (`Bearer …`), but something in it has to be read.
            case Template.Text text when text.Parts.Any(part => SecretValues.IsKey(part.Text)):
                Report(template, name);
                break;
            case Template.Text text:
                CheckAddress(template, string.Concat(text.Parts.Select(part => part.Formula is null ? part.Text : $"{SecretAddress.Read}")), name);
                break;
            case Template.List list:
                foreach (var item in list.Items)
                    Walk(item, schema?.Items, name, isCaption);
                break;
            case Template.Map map:
                foreach (var entry in map.Entries.Where(entry => !isMongo || !NamesOfFields.Contains(entry.Name)))
                    Walk(entry.Value, Header(name, entry.Name) ?? schema?[entry.Name], entry.Name, isCaption || Captions.Contains(entry.Name));
                break;
        }
    }

    private static Schema? Header(string name, string header) =>
        name.Equals("headers", StringComparison.OrdinalIgnoreCase) && SecretNames.IsSecretHeader(header) ? Secret : null;

    private void CheckText(Template at, string text, Schema? schema, string name, bool isCaption)
    {
        if ((schema?.IsSecret == true && text.Length > 0) || SecretValues.IsKey(text) || (name.Equals("cookie", StringComparison.OrdinalIgnoreCase) && SecretValues.IsSession(text)))
            Report(at, name);
        else if (SecretValues.IsEmpty(text) || (isMongo && text.StartsWith('$')) || !IsCalledSecret(name, text))
            CheckAddress(at, text, name);
        else if (SecretValues.LooksRandom(text) || (leaves && !isCaption && IsUnmistakable(name, text)))
            Report(at, name);
        else if (leaves && !isCaption)
            Report(at, name, severity: Severity.Warning);
    }

    private static bool IsCalledSecret(string name, string text) => SecretNames.IsSecret(name) || IsUnmistakable(name, text);

    private static bool IsUnmistakable(string name, string text) =>
        SecretNames.IsUnmistakable(name) || (SecretNames.IsAuthorization(name) && SecretValues.HasScheme(text));

    private void CheckAddress(Template at, string text, string name)
    {
        if (SecretAddress.Find(text, name.EndsWith("url", StringComparison.OrdinalIgnoreCase) || name.EndsWith("uri", StringComparison.OrdinalIgnoreCase)) is { } parameter)
            Report(at, name, parameter);
    }

    // The value itself is not repeated: faults are logged, and shown to others.
    private void Report(Template at, string name, string parameter = "", Severity severity = Severity.Error)
    {
        var secret = new string([.. (parameter.Length > 0 ? parameter : name).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
        var hint = $"keep it with `logos secrets set {secret}` and write `${{{{ secrets.{secret} }}}}`";
        var message = severity == Severity.Warning
            ? $"`{name}` may hold a secret that is written in the definition"
            : parameter.Length > 0
                ? $"`{name}` holds a secret that is written in the definition: `{parameter}` in the address's query"
                : $"`{name}` holds a secret that is written in the definition";
        faults.Add(at.Source?.Fault(CoreCodes.LiteralSecret, message, hint, severity) ?? new(CoreCodes.LiteralSecret, message) { Hint = hint, Severity = severity });
    }
}
