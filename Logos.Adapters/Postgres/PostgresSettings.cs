using Logos.Adapters.Cluster;
using Logos.Adapters.Faults;
using Logos.Core.Settings;
using Logos.Rules.Faults;
using Microsoft.Extensions.Configuration;
using static Logos.Core.Settings.Setting<Logos.Adapters.Postgres.PostgresOptions>;

namespace Logos.Adapters.Postgres;

/// <summary>Reads the section <c>Store</c> strictly: what is misspelt or out of range stops the start, with its name.</summary>
internal static class PostgresSettings
{
    public const string Section = "Store";

    private static readonly Setting<PostgresOptions>[] All =
    [
        // Who keeps house holds one while it asks by another.
        Number(nameof(PostgresOptions.Connections), 2, 1_000, o => o.Connections ?? o.UsualConnections, (o, number) => o.Connections = (int)number),
    ];

    /// <exception cref="ClusterException">A setting is wrong, or there is none of that name.</exception>
    public static PostgresOptions Read(IConfiguration configuration, PostgresOptions options)
    {
        foreach (var given in configuration.GetSection(Section).GetChildren())
        {
            var setting = All.FirstOrDefault(setting => setting.Name.Equals(given.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw Wrong($"there is no setting {given.Path}", Suggestion.DidYouMean(given.Key, All.Select(each => each.Name)) ?? $"there is {string.Join(", ", All.Select(each => $"{Section}:{each.Name}"))}");
            if (!setting.TrySet(options, given.Value ?? "") || !setting.IsAllowed(options))
                throw Wrong($"{given.Path} is `{given.Value}`", $"it takes {setting.Allowed}");
        }

        return options;
    }

    private static ClusterException Wrong(string what, string hint) => new(new(AdaptersCodes.DatabaseSetting, $"{what}: {hint}"));
}
