using System.Globalization;
using System.Text.Json;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Rules.Values;

namespace Logos.Cli.Client;

/// <summary>What a server answers, for a reader.</summary>
internal static class Words
{
    public static string Time(JsonElement of, string member) => Moment(of, member) is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    public static DateTimeOffset? Moment(JsonElement of, string member) => of.Find(member) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var at) ? at : null;

    public static string Took(JsonElement of)
    {
        if (of.Find("duration_ms") is { ValueKind: JsonValueKind.Number } ms)
            return RunView.InWords(TimeSpan.FromMilliseconds(ms.GetDouble()));
        return Moment(of, "ended_at") is { } end && (Moment(of, "started_at") ?? Moment(of, "created_at")) is { } begin ? RunView.InWords(end - begin) : "";
    }

    public static string Status(string status) => status.Replace('_', ' ');

    public static Func<string, string>? Colour(string status, Ink ink) => status switch
    {
        "completed" or "succeeded" => ink.Green,
        "failed" or "timed out" => ink.Red,
        "cancelled" or "waits" or "ready" => ink.Yellow,
        "running" => ink.Cyan,
        "skipped" or "pending" => ink.Dim,
        _ => null,
    };

    public static string Error(JsonElement of) => of.Find("error") is { ValueKind: JsonValueKind.Object } error ? $"{error.Text("code")}: {error.Text("message")}" : "";

    public static string Tags(JsonElement of) => of.Find("tags") is { ValueKind: JsonValueKind.Object } tags ? string.Join(' ', tags.EnumerateObject().Select(tag => $"{tag.Name}={tag.Value.ToText()}")) : "";

    public static string List(JsonElement of, string member) => string.Join(", ", of.Items(member).Select(each => each.ToText()));

    /// <summary>As <c>logos run</c> prints outputs.</summary>
    public static string Value(JsonElement value) => string.Join('\n', ValueJson.Write(ValueJson.Parse(value.GetRawText()), indented: true).ReplaceLineEndings("\n").Split('\n').Select(Visible.OfJson));

    /// <summary>A line for each member; what has members itself as JSON.</summary>
    public static void Details(JsonElement of, Terminal terminal)
    {
        var members = of.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToList();
        var width = members.Count == 0 ? 0 : members.Max(member => member.Name.Length);
        foreach (var member in members)
            terminal.Output.WriteLine($"{terminal.OutputInk.Dim(member.Name.Replace('_', ' ').PadRight(width))}  {Visible.Of(member.Value.ToText())}".TrimEnd());
    }
}
