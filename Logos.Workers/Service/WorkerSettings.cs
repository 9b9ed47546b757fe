using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Settings;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Programs;
using Logos.Workers.Faults;
using Microsoft.Extensions.Configuration;
using static Logos.Core.Settings.Setting<Logos.Workers.Service.WorkerOptions>;

namespace Logos.Workers.Service;

/// <summary>Reads <see cref="WorkerOptions"/> strictly: what is misspelt or out of range stops the start, with its name.</summary>
internal static class WorkerSettings
{
    private const string Section = "Logos:Workers";
    private const string SlotsName = nameof(WorkerOptions.Slots);
    private const string Takes = "database, ai, rule, io and file, several with commas between them";

    // Operators of other systems say `database`.
    private static readonly Dictionary<string, Pool> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["database"] = Pool.Db,
        ["db"] = Pool.Db,
        ["ai"] = Pool.Ai,
        ["rule"] = Pool.Rule,
        ["io"] = Pool.Io,
        ["file"] = Pool.File,
    };

    private static readonly Setting<WorkerOptions>[] All =
    [
        new(nameof(WorkerOptions.Pools), Takes, o => o.Pools.Count > 0, o => string.Join(",", o.Pools), (options, text) =>
        {
            if (PoolsOf(text) is not { } pools)
                return false;
            options.Pools = pools;
            return true;
        }),
        Time(nameof(WorkerOptions.Grace), TimeSpan.Zero, TimeSpan.FromHours(1), o => o.Grace, (o, time) => o.Grace = time),
        Size(nameof(WorkerOptions.MaxOutput), 1024, 1024 * 1024 * 1024, o => o.MaxOutput, (o, bytes) => o.MaxOutput = bytes),
        .. new[] { Pool.Db, Pool.Ai, Pool.Rule, Pool.Io, Pool.File }.Select(pool => Number($"{SlotsName}:{pool}", 1, 10_000, o => o.SlotsOf(pool), (o, number) => o.Slots[pool] = (int)number)),
    ];

    public static IReadOnlyList<KnownVariable> Variables { get; } =
    [
        // Empty is all of them, and then nothing is said.
        new("WORKER_TYPE", $"{Section}:{nameof(WorkerOptions.Pools)}", text => PoolsOf(text) is null ? null : text, Takes),
    ];

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong, or there is none of that name.</exception>
    public static WorkerOptions Read(IConfiguration configuration)
    {
        if (Sections.Unknown(configuration.GetSection(Sections.Root).GetChildren().Select(child => child.Key)).FirstOrDefault() is { } unknown)
            throw WrongSetting.Of<WorkerOptions>(unknown);
        var options = new WorkerOptions();
        var section = configuration.GetSection(Section);
        foreach (var given in section.GetChildren().SelectMany(child => child.Key.Equals(SlotsName, StringComparison.OrdinalIgnoreCase) ? child.GetChildren() : [child]))
        {
            var name = given.Path[(Section.Length + 1)..];
            var setting = All.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw WrongSetting.Of<WorkerOptions>($"there is no setting {given.Path}; {Suggestion.DidYouMean(name, All.Select(each => each.Name)) ?? $"there are {string.Join(", ", All.Select(each => each.Name))}"}");
            if (!setting.TrySet(options, given.Value ?? "") || !setting.IsAllowed(options))
                throw WrongSetting.Of<WorkerOptions>($"{given.Path} is `{given.Value}`, and takes {setting.Allowed}");
        }

        return options;
    }

    private static Pool[]? PoolsOf(string text)
    {
        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 0 && words.All(Words.ContainsKey) ? [.. words.Select(word => Words[word]).Distinct()] : null;
    }
}
