using System.Globalization;
using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Requests;

/// <summary>Reads the parameters of a query, each by its name, and tells everything that is wrong with them at once.</summary>
internal sealed class Query(HttpContext context)
{
    public const int MostItems = 1_000;

    private readonly IQueryCollection _query = context.Request.Query;
    private readonly List<string> _known = [];
    private readonly List<Fault> _faults = [];

    public string? Text(string name)
    {
        _known.Add(name);
        if (!_query.TryGetValue(name, out var given))
            return null;
        if (given.Count == 1)
            return string.IsNullOrEmpty(given[0]) ? null : given[0];
        Wrong(name, "one value");
        return null;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Wrong(name, $"a whole number from {least} to {most:N0}");
        return otherwise;
    }

    public bool Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
            Wrong(name, "true or false");
        return text == "true";
    }

    public T? OneOf<T>(string name, Func<T, string> wire)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (wire(value) == text)
                return value;
        }

        Wrong(name, string.Join(", ", Enum.GetValues<T>().Select(wire)));
        return null;
    }

    public string OneOf(string name, string otherwise, params string[] choices)
    {
        var text = Text(name) ?? otherwise;
        if (!choices.Contains(text))
            Wrong(name, string.Join(" or ", choices));
        return text;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Times.TryParse(text, out var at))
            return at;
        Wrong(name, "a time such as 2026-01-31T08:00:00Z");
        return null;
    }

    public TimeSpan? Duration(string name, TimeSpan most)
    {
        if (Text(name) is not { } text)
            return null;
        if (Core.Graphs.Definition.Duration.TryParse(text, out var duration) && duration <= most)
            return duration;
        Wrong(name, $"a duration of up to {Core.Graphs.Definition.Duration.Format(most)}, such as 30s");
        return null;
    }

    /// <summary>Written <c>key:value</c>.</summary>
    public KeyValuePair<string, string>? Tag(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            return new(text[..colon], text[(colon + 1)..]);
        Wrong(name, "a tag, `key:value`");
        return null;
    }

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        Wrong(name, "the id of an execution");
        return null;
    }

    public Page Page() => new(Number("limit", 50, 1, MostItems), Text("after"));

    /// <returns>Null when nothing is wrong.</returns>
    public Problem? Refusal()
    {
        foreach (var name in _query.Keys)
        {
            if (!_known.Contains(name))
            {
                _faults.Add(new(ApiCodes.WrongQuery, $"there is no parameter `{RequestBody.Shown(name)}`")
                {
                    Path = RequestBody.Shown(name),
                    Hint = Suggestion.DidYouMean(name, _known) ?? (_known.Count == 0 ? "the route takes none" : $"there are {string.Join(", ", _known)}"),
                });
            }
        }

        return _faults.Count == 0 ? null : Problem.Of(400, $"the query has {_faults.Count} faults", _faults);
    }

    private void Wrong(string name, string takes) =>
        _faults.Add(new(ApiCodes.WrongQuery, $"`{name}` takes {takes}") { Path = name });
}

/// <param name="After">What the page before gave as <c>next</c>; null from the beginning.</param>
internal readonly record struct Page(int Limit, string? After)
{
    public static Problem Refusal(string path = "after") =>
        Problem.Of(400, "the cursor is wrong", [new(ApiCodes.BadCursor, $"`{path}` is no place in this list") { Path = path, Hint = "give the `next` of the page before, or leave it out" }]);
}
