using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>Prompts, and whom they go to.</summary>
internal sealed class AiConverter(ImportContext context, ExpressionTranslator translator)
{
    private static readonly Dictionary<string, string> TypeByProvider = new(StringComparer.OrdinalIgnoreCase)
    {
        ["openai"] = "openai",
        ["claude"] = "claude",
        ["anthropic"] = "claude",
        ["ollama"] = "ollama",
    };

    public void Convert(Draft draft)
    {
        var source = draft.Source;
        draft.Type = "ai";
        var model = source["model"] as SourceNode.Scalar;
        if (source["provider"] is SourceNode.Scalar provider)
        {
            if (!TypeByProvider.TryGetValue(provider.Text, out var type))
                context.Report(provider.Fault(CoreCodes.CannotCarryOver, $"the provider `{provider.Text}` of `{source.Id}` is not known", Suggestion.DidYouMean(provider.Text, TypeByProvider.Keys) ?? "leave it out, and the server's default model answers"));
            else if (model is null)
                context.Note(provider, $"`{draft.Id}` names no model, so the server's default model answers instead of {provider.Text}");
            else
                draft.Type = type;
        }

        if (model is not null)
            draft.Add("model", model.Text);
        AddText(draft, "system", source["system_prompt"]);
        if (source.Any("prompt", "user_prompt") is { } prompt)
        {
            AddText(draft, "prompt", prompt);
        }
        else
        {
            context.Note(source.At, $"`{draft.Id}` has no prompt, and asks `Process data for {source.Id}`, as it did before");
            draft.Add("prompt", $"Process data for {source.Id}");
        }

        foreach (var field in new[] { "temperature", "max_tokens" })
        {
            if (source[field] is SourceNode.Scalar number)
                draft.Add(field, new Template.Literal(number.Value));
        }
    }

    private void AddText(Draft draft, string name, SourceNode? text)
    {
        if (text is SourceNode.Scalar scalar && translator.TranslateText(scalar, new(draft, scalar) { Columns = true }) is { } template)
            draft.Add(name, template);
    }
}
