using System.Text.RegularExpressions;
using Logos.Cli.Input;

namespace Logos.Cli.Graphs;

/// <summary>
/// The addresses of databases in a file of another product hold passwords, and a fault shows the line that it is about.
/// Found in the text, so that a file which cannot be parsed is covered too.
/// </summary>
internal static partial class AddressMask
{
    /// <summary>Each character becomes one star: lines and columns stay.</summary>
    public static SourceText Of(SourceText source) => new(source.Name, Password().Replace(Account().Replace(Field().Replace(source.Text, Hidden), Hidden), Hidden));

    private static string Hidden(Match match)
    {
        var hidden = match.Groups["hidden"];
        var before = match.Value[..(hidden.Index - match.Index)];
        return before + new string('*', hidden.Length) + match.Value[(before.Length + hidden.Length)..];
    }

    // Whatever is more than a word, to the end of its quotes or of the line.
    [GeneratedRegex("""\b(?:database|connection|connection_string|db_type)["']?[ \t]*:[ \t]*(?<hidden>"(?:\\.|[^"\\\n])*[=:/@;](?:\\.|[^"\\\n])*"?|'[^'\n]*[=:/@;][^\n]*|[^"'{\s][^\n]*[=:/@;][^\n]*)""", RegexOptions.NonBacktracking)]
    private static partial Regex Field();

    // `scheme://name:password@host`, and `name:password@tcp(host)` of those who leave the scheme out.
    [GeneratedRegex("""(?://|[\w.-]):?(?<hidden>[\w.%-]*:[^\s"']*)@""", RegexOptions.NonBacktracking)]
    private static partial Regex Account();

    [GeneratedRegex("""\b(?:password|passwd|pwd|pass)[ \t]*=[ \t]*(?<hidden>"[^"\n]*"?|'[^'\n]*'?|[^;,\s"']+)""", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
