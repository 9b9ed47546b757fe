using System.Globalization;
using System.Text.Json;
using Logos.Cli.Cluster.Parts;
using Logos.Cli.Terminals;
using Logos.ServiceDefaults.Logs;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Cluster.Logs;

/// <summary>One log of all parts on standard error, each line under the name of the part that wrote it.</summary>
/// <param name="width">Of the longest name.</param>
internal sealed class MergedLog(Terminal terminal, LogFormat format, LogLevel level, int width)
{
    /// <summary>What the command says itself.</summary>
    public const string Self = "logos";

    private static readonly string NoTime = new(' ', "HH:mm:ss.fff".Length);

    private readonly Lock _writing = new();

    public void Write(string name, PartKind kind, PartLine line)
    {
        if (level == LogLevel.None || line.Level < level)
            return;
        Print(format == LogFormat.Json ? ToJson(name, line) : ToLine(name, kind, line));
    }

    /// <summary>What was not shown of the last lines of a part that failed.</summary>
    public void WriteRest(string name, PartKind kind, IEnumerable<PartLine> lines)
    {
        foreach (var line in lines.Where(line => level == LogLevel.None || line.Level < level))
            Print(format == LogFormat.Json ? ToJson(name, line) : ToLine(name, kind, line));
    }

    /// <summary>What became of a part. Whoever watches is told in any case, and calmly.</summary>
    public void Tell(string name, PartKind kind, string text, LogLevel at)
    {
        if (format == LogFormat.Line && terminal.ErrorIsTerminal && at == LogLevel.Information)
            Print($"{Name(name, kind)}  {Visible.Of(text)}\n");
        else
            Write(name, kind, new(terminal.Clock.GetUtcNow(), at, text));
    }

    public void Say(string text) => Tell(Self, PartKind.Cluster, text, LogLevel.Information);

    private void Print(string line)
    {
        lock (_writing)
        {
            terminal.Error.Write(line);
            terminal.Error.Flush();
        }
    }

    private string ToLine(string name, PartKind kind, PartLine line)
    {
        var ink = terminal.ErrorInk;
        var time = line.At?.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? NoTime;
        var word = (line.Level is { } known ? LogLevels.NameOf(known) : "").PadRight(8);
        word = line.Level switch
        {
            >= LogLevel.Error => ink.Red(word),
            LogLevel.Warning => ink.Yellow(word),
            _ => ink.Dim(word),
        };
        return $"{ink.Dim(time)} {word} {Name(name, kind)}  {Visible.Of(line.Message)}{(line.Ids.Length == 0 ? "" : $"  {ink.Dim(Visible.Of(line.Ids))}")}\n";
    }

    private string Name(string name, PartKind kind)
    {
        var ink = terminal.ErrorInk;
        var text = name.PadRight(width);
        return kind switch
        {
            PartKind.Gateway => ink.Cyan(text),
            PartKind.Orchestrator => ink.Blue(text),
            PartKind.Workers => ink.Green(text),
            PartKind.Server => ink.Magenta(text),
            PartKind.Cluster => ink.Bold(text),
            _ => text,
        };
    }

    private string ToJson(string name, PartLine line) => JsonText.LineOf(json =>
    {
        json.WriteStartObject();
        json.WriteString("service", name);
        if (line.Json is { } given)
        {
            using var entry = JsonDocument.Parse(given);
            foreach (var member in entry.RootElement.EnumerateObject().Where(member => member.Name != "service"))
                member.WriteTo(json);
        }
        else
        {
            json.WriteString("time", (line.At ?? terminal.Clock.GetUtcNow()).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", LogLevels.NameOf(line.Level ?? LogLevel.Information));
            json.WriteString("message", line.Message);
        }

        json.WriteEndObject();
    });
}
