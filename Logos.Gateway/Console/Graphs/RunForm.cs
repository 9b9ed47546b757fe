using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Validation;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Executions;
using Logos.Gateway.Faults;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Graphs;

/// <summary>The form that starts an execution: a field for each input of the graph.</summary>
internal sealed record RunForm(Typed Typed, ValueMap? Inputs, TimeSpan? Within, IReadOnlyDictionary<string, string> Tags)
{
    private const string DeadlineField = "deadline", TagsField = "tags";

    public static void Write(HtmlWriter html, GraphPlan plan, int version, Typed typed)
    {
        var fields = Field.Of(plan.Definition);
        html.Write($"<form method=\"post\" action=\"{Link.To("graphs", plan.Definition.Name, "run")}\" class=\"run\" novalidate>\n<input type=\"hidden\" name=\"version\" value=\"{version}\">\n");
        Once.Write(html);
        FieldDrawing.Write(html, fields, typed, "run");
        if (fields.Count == 0)
            html.Write($"<p class=\"none\">It takes no inputs.</p>\n");
        var hasMore = !string.IsNullOrEmpty(typed[DeadlineField]) || !string.IsNullOrEmpty(typed[TagsField]);
        html.Write($"""
            <details class="act"{(hasMore ? " open" : "")}><summary>Deadline and tags</summary>
            <div class="field"><label for="run-deadline">Deadline <span class="takes">a duration, such as 30s</span></label>
            <input id="run-deadline" name="deadline" value="{typed[DeadlineField]}" autocomplete="off">

            """);
        FieldDrawing.Faults(html, "run-deadline", [.. typed.FaultsOf(DeadlineField)]);
        html.Write($"""
            </div>
            <div class="field"><label for="run-tags">Tags <span class="takes">one a line, as name: value</span></label>
            <textarea id="run-tags" name="tags" rows="2">
            {typed[TagsField]}</textarea>

            """);
        FieldDrawing.Faults(html, "run-tags", [.. typed.FaultsOf(TagsField)]);
        html.Write($"</div></details>\n<p class=\"buttons\"><button class=\"good\" id=\"run\">Run</button></p>\n</form>\n");
    }

    public static RunForm Read(IFormCollection form, GraphDefinition graph)
    {
        var fields = Field.Of(graph);
        var typed = Typed.Of(form, fields);
        TimeSpan? within = null;
        if (typed.Keep(form, DeadlineField).Trim() is { Length: > 0 } deadline)
        {
            if (Duration.TryParse(deadline, out var length) && length > TimeSpan.Zero)
                within = length;
            else
                typed.Add(new(ConsoleCodes.NotATime, "the deadline is no length of time") { Path = DeadlineField, Hint = "a whole number and ms, s, m, h or d: 30s, 5m" });
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in typed.Keep(form, TagsField).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [var name, var value] || !StartEndpoints.IsTag(name, value) || tags.Count == StartEndpoints.MostTags || !tags.TryAdd(name, value))
                typed.Add(new(ConsoleCodes.NotATag, $"a tag is a name and a value, each name once, {StartEndpoints.MostTags} at most") { Path = TagsField, Hint = "one a line: customer: 42" });
            else if (SystemTags.IsOne(name))
                typed.Add(new(ConsoleCodes.NotATag, $"the server alone sets the tag `{name}`") { Path = TagsField, Hint = "take another name" });
        }

        var inputs = InputBinding.Bind(graph, typed.Values, out var faults);
        typed.AddFound(faults, fields);
        return new(typed, typed.Faults.Count == 0 ? inputs : null, within, tags);
    }
}
