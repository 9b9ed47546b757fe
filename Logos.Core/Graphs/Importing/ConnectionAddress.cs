using System.Buffers;
using System.Text.RegularExpressions;

namespace Logos.Core.Graphs.Importing;

/// <summary>
/// What stands where a database is named: a word, a variable, or an address. Of an address the database's name and the
/// scheme are kept and nothing else, for any other part of it may be a password.
/// </summary>
/// <param name="Name">What to call the connection; null where the address does not tell beyond doubt.</param>
/// <param name="Scheme">In lower case; empty where there is none.</param>
internal sealed partial record ConnectionAddress(string? Name, string Scheme)
{
    private static readonly string[] VariableEndings = ["_url", "_uri", "_dsn", "_connection_string"];

    private static readonly SearchValues<char> AddressMarks = SearchValues.Create("=:/@;?&\\\"'");

    public bool IsAddress { get; private init; }

    public static ConnectionAddress Of(string text)
    {
        text = text.Trim();
        var word = text.Trim('{', '}', '$', '%', ' ');
        if (!word.AsSpan().ContainsAny(AddressMarks))
            return new(Mended(word == text ? word : Variable(word)), "");
        if (Url().Match(text) is { Success: true } url)
            return new(Database(url.Groups["database"].Value), SchemeOf(text)) { IsAddress = true };
        // A quoted value may hold what looks like another setting.
        var setting = text.AsSpan().ContainsAny("\"'@") ? "" : Setting().Match(text).Groups["database"].Value;
        return new(Database(setting), SchemeOf(text)) { IsAddress = true };
    }

    /// <summary>The nearest name that a connection may have.</summary>
    public static string Mended(string name)
    {
        var mended = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_')]).Trim('_', '.', '-');
        return mended.Length > 0 && char.IsAsciiLetter(mended[0]) ? mended : "db_" + mended;
    }

    private static string Variable(string word)
    {
        var variable = word.ToLowerInvariant();
        return VariableEndings.FirstOrDefault(variable.EndsWith) is { } ending ? variable[..^ending.Length] : variable;
    }

    private static string? Database(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) ? Mended(name) : null;

    // `jdbc:mysql://`, `postgresql+asyncpg://`, `mongodb+srv://`
    private static string SchemeOf(string text) => Schemes().Match(text).Groups["scheme"].Value.ToLowerInvariant();

    [GeneratedRegex(@"^(?:jdbc:)?(?<scheme>[A-Za-z][A-Za-z0-9]*)(?:[+.-][A-Za-z0-9]+)*://", RegexOptions.NonBacktracking)]
    private static partial Regex Schemes();

    // Only one that is built as it should be: in `//root:p/word@db/shop` a part of the password stands where the path begins.
    [GeneratedRegex(@"^(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#\s]*@)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]*)(?::[0-9]+)?(?:,[A-Za-z0-9_.-]+(?::[0-9]+)?)*/(?<database>[A-Za-z0-9_.-]+)(?:[?;#][^@]*)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?:^|[;\s])\s*(?:database|initial catalog|databasename|dbname)\s*=\s*(?<database>[A-Za-z0-9_.-]+)\s*(?:;|\s|$)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Setting();
}
