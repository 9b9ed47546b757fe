using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Rules.Faults;

namespace Logos.Gateway.Console.Settings;

/// <summary>The fields of settings: a label with what it takes, and beside each what is wrong in it.</summary>
internal static class SettingField
{
    public static void Line(HtmlWriter html, Typed typed, string name, string words, string takes, bool isRequired = false)
    {
        var faults = Begin(html, typed, name, words, takes);
        html.Write($"<input id=\"{name}\" name=\"{name}\" value=\"{typed[name]}\" autocomplete=\"off\" spellcheck=\"false\" autocapitalize=\"off\"");
        End(html, name, faults, isRequired);
        html.Write($"</div>\n");
    }

    public static void Area(HtmlWriter html, Typed typed, string name, string words, string takes, int rows)
    {
        var faults = Begin(html, typed, name, words, takes);
        html.Write($"<textarea id=\"{name}\" name=\"{name}\" rows=\"{rows}\" class=\"mono\" spellcheck=\"false\" autocapitalize=\"off\"");
        Attributes(html, name, faults, false);
        html.Write($">\n{typed[name]}</textarea>\n");
        FieldDrawing.Faults(html, name, faults);
        html.Write($"</div>\n");
    }

    public static void Choice(HtmlWriter html, Typed typed, string name, string words, IReadOnlyList<(string Value, string Words)> choices)
    {
        var faults = Begin(html, typed, name, words, "");
        html.Write($"<select id=\"{name}\" name=\"{name}\"");
        Attributes(html, name, faults, true);
        html.Write($">\n");
        foreach (var (value, says) in choices)
            html.Write($"<option value=\"{value}\"{(value == typed[name] ? " selected" : "")}>{says}</option>\n");
        html.Write($"</select>\n");
        FieldDrawing.Faults(html, name, faults);
        html.Write($"</div>\n");
    }

    private static Fault[] Begin(HtmlWriter html, Typed typed, string name, string words, string takes)
    {
        Fault[] faults = [.. typed.FaultsOf(name)];
        html.Write($"<div class=\"field{(faults.Length > 0 ? " bad" : "")}\"><label for=\"{name}\">{words} <span class=\"takes\">{takes}</span></label>\n");
        return faults;
    }

    private static void End(HtmlWriter html, string name, IReadOnlyList<Fault> faults, bool isRequired)
    {
        Attributes(html, name, faults, isRequired);
        html.Write($">\n");
        FieldDrawing.Faults(html, name, faults);
    }

    private static void Attributes(HtmlWriter html, string name, IReadOnlyList<Fault> faults, bool isRequired)
    {
        if (isRequired)
            html.Write($" aria-required=\"true\"");
        if (faults.Count > 0)
            html.Write($" aria-invalid=\"true\" aria-describedby=\"{name}-wrong\"");
    }
}
