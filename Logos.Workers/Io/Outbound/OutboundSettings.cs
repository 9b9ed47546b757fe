using Logos.Core.Graphs.Definition;
using Logos.Workers.Faults;
using Microsoft.Extensions.Configuration;

namespace Logos.Workers.Io.Outbound;

/// <summary>Reads <see cref="OutboundOptions"/> strictly: a setting that is misspelt or out of range is told, with its name.</summary>
internal static class OutboundSettings
{
    private static readonly string[] Known =
    [
        nameof(OutboundOptions.AllowedHosts), nameof(OutboundOptions.AllowedNetworks), nameof(OutboundOptions.MaxRedirects), nameof(OutboundOptions.MaxAnswerBytes),
        nameof(OutboundOptions.MaxRequestBytes), nameof(OutboundOptions.MaxHeaders), nameof(OutboundOptions.MaxHeaderKilobytes), nameof(OutboundOptions.ConnectTimeout), nameof(OutboundOptions.ConnectionLifetime),
    ];

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong; the message says which, and what is allowed.</exception>
    public static OutboundOptions Read(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw WrongSetting.Of<OutboundOptions>($"there is no setting {unknown.Path}; there are {string.Join(", ", Known)}");
        var standard = new OutboundOptions();
        var options = new OutboundOptions
        {
            AllowedHosts = List(section, nameof(OutboundOptions.AllowedHosts)),
            AllowedNetworks = List(section, nameof(OutboundOptions.AllowedNetworks)),
            MaxRedirects = (int)Number(section, nameof(OutboundOptions.MaxRedirects), standard.MaxRedirects, 0, 20),
            MaxAnswerBytes = Number(section, nameof(OutboundOptions.MaxAnswerBytes), standard.MaxAnswerBytes, 1024, 1024 * 1024 * 1024),
            MaxRequestBytes = Number(section, nameof(OutboundOptions.MaxRequestBytes), standard.MaxRequestBytes, 0, 1024 * 1024 * 1024),
            MaxHeaders = (int)Number(section, nameof(OutboundOptions.MaxHeaders), standard.MaxHeaders, 1, 10_000),
            MaxHeaderKilobytes = (int)Number(section, nameof(OutboundOptions.MaxHeaderKilobytes), standard.MaxHeaderKilobytes, 1, 1024),
            ConnectTimeout = Time(section, nameof(OutboundOptions.ConnectTimeout), standard.ConnectTimeout),
            ConnectionLifetime = Time(section, nameof(OutboundOptions.ConnectionLifetime), standard.ConnectionLifetime),
        };
        foreach (var network in options.AllowedNetworks)
        {
            try
            {
                OutboundPolicy.Network(network);
            }
            catch (ArgumentException wrong)
            {
                throw WrongSetting.Of<OutboundOptions>($"{section.Path}:{nameof(OutboundOptions.AllowedNetworks)}: {wrong.Message}");
            }
        }

        return options;
    }

    // A list in a file; comma-separated in an environment variable.
    private static string[] List(IConfigurationSection section, string name)
    {
        var setting = section.GetSection(name);
        return setting.Value is { } text
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. setting.GetChildren().Select(child => child.Value ?? "")];
    }

    private static long Number(IConfigurationSection section, string name, long standard, long least, long most)
    {
        if (section[name] is not { } text)
            return standard;
        return long.TryParse(text, out var number) && number >= least && number <= most
            ? number
            : throw WrongSetting.Of<OutboundOptions>($"{section.Path}:{name} is `{text}`, and takes a whole number from {least} to {most}");
    }

    private static TimeSpan Time(IConfigurationSection section, string name, TimeSpan standard)
    {
        if (section[name] is not { } text)
            return standard;
        return (Duration.TryParse(text, out var time) || TimeSpan.TryParse(text, out time)) && time > TimeSpan.Zero && time <= TimeSpan.FromHours(1)
            ? time
            : throw WrongSetting.Of<OutboundOptions>($"{section.Path}:{name} is `{text}`, and takes a duration such as 10s, up to 1h");
    }
}
