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
    public string ToLine(Ink ink)
    {
        var word = LogLevels.NameOf(Level).PadRight(8);
        var level = Level switch
        {
            >= LogLevel.Error => ink.Red(word),
            LogLevel.Warning => ink.Yellow(word),
            _ => ink.Dim(word),
        };
        var reason = Reason is null ? "" : $": {Reason.GetType().Name}: {Visible.Of(Reason.Message)}";
        return string.Create(CultureInfo.InvariantCulture, $"{ink.Dim(At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))} {level} {Visible.Of(Message)}{reason}\n");
    }

    public string ToJson(IExternalScopeProvider? scopes) => JsonText.LineOf(json =>
    {
        json.WriteStartObject();
        json.WriteString("time", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", LogLevels.NameOf(Level));
        json.WriteString("logger", Category);
        json.WriteNumber("event", Event);
        json.WriteString("message", Message);
        scopes?.ForEachScope((scope, to) => Write(to, scope as IEnumerable<KeyValuePair<string, object>> ?? []), json);
        Write(json, Members.Where(member => member.Key != Template).Select(member => KeyValuePair.Create(member.Key, member.Value!)));
        if (Reason is not null)
            json.WriteString("exception", Reason.ToString());
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object>> members)
    {
        foreach (var (name, value) in members)
            json.WriteString(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
