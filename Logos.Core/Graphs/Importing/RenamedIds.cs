using System.Text;
using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>
/// Ids that are not one word, such as <c>user-a</c>, inside expressions and rules, which would read them as several
/// words: each is put as one word before anything is parsed.
/// </summary>
internal sealed class RenamedIds(ImportContext context)
{
    private const string ResultSuffix = "_result";

    /// <param name="text">An expression, or rules.</param>
    /// <param name="offset">Where it begins in the scalar.</param>
    /// <param name="at">The scalar, for faults.</param>
    /// <param name="word">The word that is put, given the id as it stands there.</param>
    /// <param name="readers">Whom the words stand for.</param>
    /// <returns>Null when it cannot be told what is meant, and a fault says so.</returns>
    public string? Replace(string text, int offset, SourceNode.Scalar at, Func<Draft, string, string> word, Dictionary<string, Draft> readers)
    {
        if (context.Renamed.Count == 0)
            return text;
        var replaced = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = Skipped(text, start);
            if (end == start && Match(text, start) is var (id, draft))
            {
                if (IsDoubtful(text, start, id))
                {
                    var fault = new Fault(CoreCodes.CannotCarryOver, $"`{Around(text, start, id.Length)}` may mean the node `{draft.Source.Id}` or a subtraction")
                    {
                        Hint = "put blanks around the minus, or give the node an id that is one word",
                        Length = id.Length,
                    };
                    context.Report(Formula.Fault(at, offset, fault, start));
                    return null;
                }

                var put = word(draft, id);
                readers[put] = draft;
                replaced.Append(put);
                start += id.Length;
                continue;
            }

            end = Math.Max(end, start + 1);
            replaced.Append(text, start, end - start);
            start = end;
        }

        return replaced.ToString();
    }

    private (string Id, Draft Draft)? Match(string text, int start)
    {
        if (start > 0 && (IsWord(text[start - 1]) || text[start - 1] == '.'))
            return null;
        foreach (var draft in context.Renamed)
        {
            var id = draft.Source.Id;
            if (!text.AsSpan(start).StartsWith(id, StringComparison.Ordinal))
                continue;
            if (text.AsSpan(start + id.Length).StartsWith(ResultSuffix, StringComparison.Ordinal))
                id += ResultSuffix;
            if (start + id.Length == text.Length || !IsWord(text[start + id.Length]))
                return (id, draft);
        }

        return null;
    }

    // `a-b-c` where only `a-b` is a node, and `a-b` where `a` is a node as well.
    private bool IsDoubtful(string text, int start, string id)
    {
        var end = start + id.Length;
        return (start > 0 && text[start - 1] == '-' && start > 1 && IsWord(text[start - 2]))
            || (end + 1 < text.Length && text[end] == '-' && IsWord(text[end + 1]))
            || (id.Split('-') is [var first, _, ..] && Names.IsIdentifier(first) && context.Find(first) is not null);
    }

    private static string Around(string text, int start, int length)
    {
        var end = start + length;
        while (start > 0 && (IsWord(text[start - 1]) || text[start - 1] == '-'))
            start--;
        while (end < text.Length && (IsWord(text[end]) || text[end] == '-'))
            end++;
        return text[start..end];
    }

    // Texts, and the comments of rules.
    private static int Skipped(string text, int start)
    {
        if (text[start] is '"' or '\'')
        {
            var end = start + 1;
            while (end < text.Length && text[end] != text[start])
                end += text[end] == '\\' ? 2 : 1;
            return Math.Min(end + 1, text.Length);
        }

        var close = text.AsSpan(start).StartsWith("//") ? "\n" : text.AsSpan(start).StartsWith("/*") ? "*/" : null;
        if (close is null)
            return start;
        var found = text.IndexOf(close, start + 2, StringComparison.Ordinal);
        return found < 0 ? text.Length : found + close.Length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
