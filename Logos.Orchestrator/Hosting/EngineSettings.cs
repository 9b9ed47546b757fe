using Logos.Adapters.Journal;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Settings;
using Logos.Orchestrator.Faults;
using Logos.Rules.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using static Logos.Core.Settings.Setting<Logos.Orchestrator.Hosting.EngineOptions>;
using EngineSetting = Logos.Core.Settings.Setting<Logos.Orchestrator.Hosting.EngineOptions>;

namespace Logos.Orchestrator.Hosting;

/// <summary>Reads <see cref="EngineOptions"/> strictly: what is misspelt or out of range stops the start, with its name.</summary>
internal sealed class EngineSettings(IConfiguration configuration) : IConfigureOptions<EngineOptions>, IValidateOptions<EngineOptions>
{
    private const string SlotsName = nameof(EngineOptions.Slots);

    private static readonly Pool[] Pools = [Pool.Db, Pool.Ai, Pool.Rule, Pool.Io, Pool.File];

    private static readonly EngineSetting[] Settings =
    [
        Text(nameof(EngineOptions.Folder), o => o.Folder, (o, text) => o.Folder = text),
        Text(nameof(EngineOptions.KeyFile), o => o.KeyFile, (o, text) => o.KeyFile = text),
        Text(nameof(EngineOptions.Graphs), o => o.Graphs ?? "graphs", (o, text) => o.Graphs = text),
        Time(nameof(EngineOptions.Grace), TimeSpan.Zero, TimeSpan.FromHours(1), o => o.Grace, (o, time) => o.Grace = time),
        Time(nameof(EngineOptions.AnswerTime), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), o => o.AnswerTime, (o, time) => o.AnswerTime = time),
        Time(nameof(EngineOptions.Silence), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), o => o.Silence, (o, time) => o.Silence = time),
        // A silence is measured between two looks, and is ten seconds at least.
        Time(nameof(EngineOptions.Poll), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(5), o => o.Poll, (o, time) => o.Poll = time),
        Number(nameof(EngineOptions.Batch), 1, 10_000, o => o.Batch, (o, number) => o.Batch = (int)number),
        Number(nameof(EngineOptions.Attempts), 1, 100, o => o.Attempts, (o, number) => o.Attempts = (int)number),
        Switch(nameof(EngineOptions.Fusing), o => o.Fusing, (o, on) => o.Fusing = on),
        Size(nameof(EngineOptions.MaxOutput), 1024, 1024 * 1024 * 1024, o => o.MaxOutput, (o, bytes) => o.MaxOutput = bytes),
        Number(nameof(EngineOptions.MaxDepth), 1, 1000, o => o.MaxDepth, (o, number) => o.MaxDepth = (int)number),
        Number(nameof(EngineOptions.MaxOpen), 1, 1_000_000, o => o.MaxOpen, (o, number) => o.MaxOpen = (int)number),
        Number(nameof(EngineOptions.MaxSignals), 1, 10_000, o => o.MaxSignals, (o, number) => o.MaxSignals = (int)number),
        // All of them stand in the execution's row.
        Size(nameof(EngineOptions.MaxSignalBytes), 64 * 1024, 16 * 1024 * 1024, o => o.MaxSignalBytes, (o, bytes) => o.MaxSignalBytes = bytes),
        Size(nameof(EngineOptions.Segment), JournalOptions.SmallestSegment, JournalOptions.LargestSegment, o => o.Segment, (o, bytes) => o.Segment = bytes),
        Size(nameof(EngineOptions.SnapshotEvery), 64 * 1024, 16L * 1024 * 1024 * 1024, o => o.SnapshotEvery, (o, bytes) => o.SnapshotEvery = bytes),
        Time(nameof(EngineOptions.RestAfter), TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), o => o.RestAfter, (o, time) => o.RestAfter = time),
        OrUnlimited(Time(nameof(EngineOptions.RetentionAge), TimeSpan.FromSeconds(1), Duration.Longest, o => o.RetentionAge!.Value, (o, time) => o.RetentionAge = time), o => o.RetentionAge is null, o => o.RetentionAge = null),
        OrUnlimited(Number(nameof(EngineOptions.RetentionCount), 0, 100_000_000, o => o.RetentionCount!.Value, (o, number) => o.RetentionCount = number), o => o.RetentionCount is null, o => o.RetentionCount = null),
        Time(nameof(EngineOptions.RetentionEvery), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), o => o.RetentionEvery, (o, time) => o.RetentionEvery = time),
        Time(nameof(EngineOptions.SweepEvery), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), o => o.SweepEvery, (o, time) => o.SweepEvery = time),
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
        List<string> wrong = [.. Sections.Unknown(configuration.GetSection(Sections.Root).GetChildren().Select(child => child.Key)), .. Unknown()];
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

    private static EngineSetting Slots(Pool pool)
    {
        // What nobody has set is right.
        var number = Number($"{SlotsName}:{pool}", 1, 1000, o => o.Slots[pool], (o, slots) => o.Slots[pool] = (int)slots);
        return number with { IsAllowed = o => !o.Slots.ContainsKey(pool) || number.IsAllowed(o) };
    }
}
