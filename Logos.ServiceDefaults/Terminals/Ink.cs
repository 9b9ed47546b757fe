namespace Logos.ServiceDefaults.Terminals;

/// <summary>Colours as ANSI escapes, or nothing at all where they are not wanted.</summary>
public sealed class Ink
{
    public static readonly Ink Plain = new(colours: false);

    private static readonly Ink Coloured = new(colours: true);

    private readonly bool _colours;

    private Ink(bool colours) => _colours = colours;

    /// <summary>
    /// https://no-color.org and https://bixense.com/clicolors: NO_COLOR wins over everything,
    /// FORCE_COLOR and CLICOLOR_FORCE over the terminal.
    /// </summary>
    public static Ink For(bool isTerminal, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment("NO_COLOR"))) return Plain;
        if (IsOn(environment("FORCE_COLOR")) || IsOn(environment("CLICOLOR_FORCE"))) return Coloured;
        if (!isTerminal || environment("TERM") == "dumb" || environment("CLICOLOR") == "0") return Plain;
        return Coloured;
    }

    public string Bold(string text) => Paint("1", text);

    public string Dim(string text) => Paint("2", text);

    public string Red(string text) => Paint("1;31", text);

    public string Green(string text) => Paint("32", text);

    public string Yellow(string text) => Paint("1;33", text);

    public string Blue(string text) => Paint("34", text);

    public string Magenta(string text) => Paint("35", text);

    public string Cyan(string text) => Paint("36", text);

    private string Paint(string code, string text) => _colours && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;

    private static bool IsOn(string? value) => !string.IsNullOrEmpty(value) && value is not ("0" or "false");
}
