using System.Text.RegularExpressions;
using Logos.Core.Settings;
using Logos.Rules.Faults;
using Microsoft.Extensions.Configuration;
using static Logos.Core.Settings.Setting<Logos.Adapters.RabbitMq.RabbitMqOptions>;

namespace Logos.Adapters.RabbitMq;

/// <summary>Reads the section <c>Broker</c> strictly: what is misspelt or out of range stops the start, with its name.</summary>
internal static partial class RabbitMqSettings
{
    public const string Section = "Broker";

    private static readonly Setting<RabbitMqOptions>[] All =
    [
        new(nameof(RabbitMqOptions.Prefix), "up to 100 letters, digits, dots, dashes and underscores", o => Sound().IsMatch(o.Prefix), o => $"`{o.Prefix}`", (options, text) =>
        {
            options.Prefix = text;
            return true;
        }),
        new(nameof(RabbitMqOptions.Authority), "a file with certificates in PEM", o => o.Authority is null || File.Exists(o.Authority), o => $"`{o.Authority}`", (options, text) =>
        {
            options.Authority = text;
            return true;
        }),
        Number(nameof(RabbitMqOptions.Window), 1, 100_000, o => o.Window, (o, number) => o.Window = (int)number),
        Number(nameof(RabbitMqOptions.InboxPrefetch), 1, ushort.MaxValue, o => o.InboxPrefetch, (o, number) => o.InboxPrefetch = (int)number),
        Time(nameof(RabbitMqOptions.Patience), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5), o => o.Patience, (o, time) => o.Patience = time),
        Time(nameof(RabbitMqOptions.ConfirmTime), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10), o => o.ConfirmTime, (o, time) => o.ConfirmTime = time),
    ];

    /// <exception cref="RabbitMqException">A setting is wrong, or there is none of that name.</exception>
    public static RabbitMqOptions Read(IConfiguration configuration, RabbitMqOptions options)
    {
        var section = configuration.GetSection(Section);
        foreach (var given in section.GetChildren())
        {
            var setting = All.FirstOrDefault(setting => setting.Name.Equals(given.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw Wrong($"there is no setting {given.Path}", Suggestion.DidYouMean(given.Key, All.Select(each => each.Name)) ?? $"there are {string.Join(", ", All.Select(each => each.Name))}");
            if (!setting.TrySet(options, given.Value ?? "") || !setting.IsAllowed(options))
                throw Wrong($"{given.Path} is `{given.Value}`", $"it takes {setting.Allowed}");
        }

        return options;
    }

    private static RabbitMqException Wrong(string what, string hint) => new(new(RabbitMqCodes.BrokerSetting, $"{what}: {hint}") { Hint = hint });

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{0,100}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Sound();
}
