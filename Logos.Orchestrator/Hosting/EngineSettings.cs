using Logos.Adapters.Journal;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Orchestrator.Faults;
using Logos.Rules.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Logos.Orchestrator.Hosting;

/// <summary>Reads <see cref="EngineOptions"/> strictly: what is misspelt or out of range stops the start, with its name.</summary>
internal sealed class EngineSettings(IConfiguration configuration) : IConfigureOptions<EngineOptions>, IValidateOptions<EngineOptions>
{
    private const string SlotsName = nameof(EngineOptions.Slots);

    private static readonly Pool[] Pools = [Pool.Db, Pool.Ai, Pool.Rule, Pool.Io, Pool.File];

    private static readonly Setting[] Settings =
    [
        Text(nameof(EngineOptions.Folder), o => o.Folder, (o, text) => o.Folder = text),
        Text(nameof(EngineOptions.Graphs), o => o.Graphs ?? "graphs", (o, text) => o.Graphs = text),
        Time(nameof(EngineOptions.Grace), TimeSpan.Zero, TimeSpan.FromHours(1), o => o.Grace, (o, time) => o.Grace = time),
        Time(nameof(EngineOptions.AnswerTime), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), o => o.AnswerTime, (o, time) => o.AnswerTime = time),
        Time(nameof(EngineOptions.Silence), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), o => o.Silence, (o, time) => o.Silence = time),
        new(nameof(EngineOptions.Fusing), "on or off", _ => true, o => o.Fusing ? "on" : "off", TrySetFusing),
        Size(nameof(EngineOptions.MaxOutput), 1024, 1024 * 1024 * 1024, o => o.MaxOutput, (o, bytes) => o.MaxOutput = bytes),
        Size(nameof(EngineOptions.Segment), JournalOptions.SmallestSegment, JournalOptions.LargestSegment, o => o.Segment, (o, bytes) => o.Segment = bytes),
        .. Pools.Select(Slots),
    ];

    private IConfigurationSection Section => configuration.GetSection(EngineOptions.Section);

    public void Configure(EngineOptions options)
    {
        // What cannot be read leaves the default: validation tells it, and the host does not start.
        foreach (var setting in Settings)
        {
            if (Section[setting.Name] is { } text)
                setting.TrySet(options, text);
        }
    }

    public ValidateOptionsResult Validate(string? name, EngineOptions options)
    {
        var wrong = new List<string>(Unknown());
        foreach (var setting in Settings)
        {
            if (Section[setting.Name] is { } text && !setting.TrySet(new(), text))
                wrong.Add($"{Section.Path}:{setting.Name} is `{text}`, and takes {setting.Allowed}");
            else if (!setting.IsAllowed(options))
                wrong.Add($"{Section.Path}:{setting.Name} is {setting.Show(options)}, and takes {setting.Allowed}");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong.Select(each => $"{HostCodes.BadSetting}: {each}"));
    }

    private IEnumerable<string> Unknown()
    {
        var names = Settings.Select(setting => setting.Name.Split(':')[0]).Distinct().ToArray();
        return Section.GetChildren().Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)).Select(child => (child.Path, child.Key, Names: names))
            .Concat(Section.GetSection(SlotsName).GetChildren().Where(child => !Pools.Any(pool => Is(pool, child.Key))).Select(child => (child.Path, child.Key, Names: Pools.Select(pool => pool.ToString()).ToArray())))
            .Select(child => $"there is no setting {child.Path}; {Suggestion.DidYouMean(child.Key, child.Names) ?? $"there are {string.Join(", ", child.Names)}"}");
    }

    private static bool Is(Pool pool, string name) => pool.ToString().Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Setting Text(string name, Func<EngineOptions, string> get, Action<EngineOptions, string> set) =>
        new(name, "the path of a folder", o => !string.IsNullOrWhiteSpace(get(o)), o => $"`{get(o)}`", (options, text) =>
        {
            set(options, text);
            return true;
        });

    private static Setting Time(string name, TimeSpan least, TimeSpan most, Func<EngineOptions, TimeSpan> get, Action<EngineOptions, TimeSpan> set) =>
        new(name, $"a duration from {Duration.Format(least)} to {Duration.Format(most)}, such as 25s", o => get(o) >= least && get(o) <= most, o => get(o).ToString("c"), (options, text) =>
        {
            if (!Duration.TryParse(text, out var time))
                return false;
            set(options, time);
            return true;
        });

    private static Setting Size(string name, long least, long most, Func<EngineOptions, long> get, Action<EngineOptions, long> set) =>
        new(name, $"a size from {ByteSize.Format(least)} to {ByteSize.Format(most)}, such as 16MiB", o => get(o) >= least && get(o) <= most, o => ByteSize.Format(get(o)), (options, text) =>
        {
            if (!ByteSize.TryParse(text, out var bytes))
                return false;
            set(options, bytes);
            return true;
        });

    private static Setting Slots(Pool pool)
    {
        const int Most = 1000;
        return new($"{SlotsName}:{pool}", $"a whole number from 1 to {Most}", o => !o.Slots.TryGetValue(pool, out var slots) || slots is >= 1 and <= Most, o => $"{o.Slots[pool]}", (options, text) =>
        {
            if (!int.TryParse(text, out var slots))
                return false;
            options.Slots[pool] = slots;
            return true;
        });
    }

    private static bool TrySetFusing(EngineOptions options, string text)
    {
        options.Fusing = text.ToUpperInvariant() is "ON" or "TRUE";
        return options.Fusing || text.ToUpperInvariant() is "OFF" or "FALSE";
    }

    private sealed record Setting(string Name, string Allowed, Func<EngineOptions, bool> IsAllowed, Func<EngineOptions, string> Show, Func<EngineOptions, string, bool> TrySet);
}
