using System.Globalization;
using System.Text.Json;
using Logos.ServiceDefaults.Terminals;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Logs;

public sealed record LogEntry(DateTimeOffset At, LogLevel Level, string Category, int Event, string Message, Exception? Reason)
{
    private const string Template = "{OriginalFormat}";

    public required IReadOnlyList<KeyValuePair<string, object?>> Members { get; init; }

    /// <summary>Of an exception only what it says: where it comes from is for a machine to keep.</summary>
    public string ToLine(Ink ink, IExternalScopeProvider? scopes)
    {
        var word = LogLevels.NameOf(Level).PadRight(8);
        var level = Level switch
        {
            >= LogLevel.Error => ink.Red(word),
            LogLevel.Warning => ink.Yellow(word),
            _ => ink.Dim(word),
        };
        var reason = Reason is null ? "" : $": {Reason.GetType().Name}: {Visible.Of(Reason.Message)}";
        var all = AllMembers(scopes);
        var ids = LogIds.Of(all.GetValueOrDefault);
        return string.Create(CultureInfo.InvariantCulture, $"{ink.Dim(At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))} {level} {Visible.Of(Message)}{reason}{(ids.Length == 0 ? "" : $"  {ink.Dim(Visible.Of(ids))}")}\n");
    }

    public string ToJson(IExternalScopeProvider? scopes) => JsonText.LineOf(json =>
    {
        json.WriteStartObject();
        json.WriteString("time", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", LogLevels.NameOf(Level));
        json.WriteString("logger", Category);
        json.WriteNumber("event", Event);
        json.WriteString("message", Message);
        foreach (var (name, value) in AllMembers(scopes))
            json.WriteString(name, value);
        if (Reason is not null)
            json.WriteString("exception", Reason.ToString());
        json.WriteEndObject();
    });

    // Once each: what the line says itself counts more than what it is said in.
    private OrderedDictionary<string, string?> AllMembers(IExternalScopeProvider? scopes)
    {
        var all = new OrderedDictionary<string, string?>();
        scopes?.ForEachScope((scope, to) => Note(to, scope as IEnumerable<KeyValuePair<string, object?>> ?? []), all);
        Note(all, Members.Where(member => member.Key != Template));
        return all;
    }

    private static void Note(OrderedDictionary<string, string?> all, IEnumerable<KeyValuePair<string, object?>> members)
    {
        foreach (var (name, value) in members)
            all[JsonNamingPolicy.SnakeCaseLower.ConvertName(name)] = Convert.ToString(value, CultureInfo.InvariantCulture);
    }
}
