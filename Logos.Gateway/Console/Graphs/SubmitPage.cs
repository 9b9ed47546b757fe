using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Rules.Faults;

namespace Logos.Gateway.Console.Graphs;

/// <summary>A graph is pasted, and everything that is wrong with it is told at once.</summary>
internal static class SubmitPage
{
    private const string Example = """
        name: hello
        inputs:
          name: { type: string, default: world }
        nodes:
          greet:
            type: rule
            with:
              output: "Hello, ${{ inputs.name }}!"
        outputs:
          greeting: ${{ greet }}

        """;

    public static Page Of(string? text, IReadOnlyList<Fault> faults) => new("Submit a graph", html =>
    {
        html.Write($"<h1>Submit a graph</h1>\n");
        if (faults.Count > 0)
        {
            html.Write($"<div class=\"wrong summary\" role=\"alert\" tabindex=\"-1\" data-focus>\n<p><strong>{(faults.Count == 1 ? "One thing has to be mended" : $"{faults.Count} things have to be mended")}; nothing was stored.</strong></p>\n<ul>\n");
            foreach (var fault in faults.Take(100))
            {
                html.Write($"<li>");
                if (fault.Line is { } line)
                    html.Write($"line {line}: ");
                FieldDrawing.Line(html, fault);
                html.Write($"</li>\n");
            }

            html.Write($"</ul></div>\n");
        }

        html.Write($"""
            <form method="post" action="/submit">
            <div class="field"><label for="definition">Definition <span class="takes">YAML or JSON</span></label>
            <textarea id="definition" name="definition" rows="24" class="mono" spellcheck="false" autocapitalize="off">
            {text ?? Example}</textarea></div>
            <p class="buttons"><button class="good">Submit</button></p>
            </form>

            """);
    })
    {
        Place = "/graphs",
    };
}
