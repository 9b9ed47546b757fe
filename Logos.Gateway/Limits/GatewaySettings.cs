using Logos.Core.Graphs.Definition;
using Logos.Core.Settings;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using static Logos.Core.Settings.Setting<Logos.Gateway.GatewayOptions>;

namespace Logos.Gateway.Limits;

/// <summary>Reads <see cref="GatewayOptions"/> strictly: what is misspelt or out of range stops the start, with its name.</summary>
internal sealed class GatewaySettings(IConfiguration configuration) : IConfigureOptions<GatewayOptions>, IValidateOptions<GatewayOptions>
{
    private const long LargestBody = 64 * 1024 * 1024;
    private const int Most = 10_000_000;

    private static readonly Setting<GatewayOptions>[] Settings =
    [
        Switch(nameof(GatewayOptions.NoAuth), o => o.NoAuth, (o, on) => o.NoAuth = on),
        Time(nameof(GatewayOptions.AuditAge), TimeSpan.FromHours(1), Duration.Longest, o => o.AuditAge, (o, time) => o.AuditAge = time),
        Size(nameof(GatewayOptions.MaxGraph), 1024, 16 * 1024 * 1024, o => o.MaxGraph, (o, bytes) => o.MaxGraph = bytes),
        Size(nameof(GatewayOptions.MaxInputs), 1024, LargestBody, o => o.MaxInputs, (o, bytes) => o.MaxInputs = bytes),
        Size(nameof(GatewayOptions.MaxBody), 1024, LargestBody, o => o.MaxBody, (o, bytes) => o.MaxBody = bytes),
        Size(nameof(GatewayOptions.MaxBodies), 1024 * 1024, 1L << 40, o => o.MaxBodies, (o, bytes) => o.MaxBodies = bytes),
        Number(nameof(GatewayOptions.MaxValues), 1_000, Most, o => o.MaxValues, (o, number) => o.MaxValues = (int)number),
        Number(nameof(GatewayOptions.MaxInFlight), 1, Most, o => o.MaxInFlight, (o, number) => o.MaxInFlight = (int)number),
        Number(nameof(GatewayOptions.MaxQueued), 1, Most, o => o.MaxQueued, (o, number) => o.MaxQueued = (int)number),
        Number(nameof(GatewayOptions.MaxRequestsPerToken), 1, Most, o => o.MaxRequestsPerToken, (o, number) => o.MaxRequestsPerToken = (int)number),
        Number(nameof(GatewayOptions.MaxSecrets), 1, Most, o => o.MaxSecrets, (o, number) => o.MaxSecrets = (int)number),
        Number(nameof(GatewayOptions.MaxConnections), 1, Most, o => o.MaxConnections, (o, number) => o.MaxConnections = (int)number),
        Number(nameof(GatewayOptions.MaxSchedules), 1, Most, o => o.MaxSchedules, (o, number) => o.MaxSchedules = (int)number),
        Number(nameof(GatewayOptions.MaxWebhooks), 1, Most, o => o.MaxWebhooks, (o, number) => o.MaxWebhooks = (int)number),
        Number(nameof(GatewayOptions.MaxTokens), 1, Most, o => o.MaxTokens, (o, number) => o.MaxTokens = (int)number),
        Number(nameof(GatewayOptions.MaxOpenConnections), 1, 1_000_000, o => o.MaxOpenConnections, (o, number) => o.MaxOpenConnections = (int)number),
        Time(nameof(GatewayOptions.HeadersTime), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), o => o.HeadersTime, (o, time) => o.HeadersTime = time),
        Size(nameof(GatewayOptions.MinBodyRate), 1, 1024 * 1024, o => o.MinBodyRate, (o, bytes) => o.MinBodyRate = bytes),
        Time(nameof(GatewayOptions.DrainTime), TimeSpan.Zero, TimeSpan.FromMinutes(5), o => o.DrainTime, (o, time) => o.DrainTime = time),
    ];

    private IConfigurationSection Section => configuration.GetSection(GatewayOptions.Section);

    public void Configure(GatewayOptions options)
    {
        // What cannot be read leaves the default: validation tells it, and the host does not start.
        foreach (var setting in Settings)
        {
            if (Section[setting.Name] is { } text)
                setting.TrySet(options, text);
        }

        foreach (var host in List(nameof(GatewayOptions.Hosts)))
            options.Hosts.Add(host);
        foreach (var proxy in List(nameof(GatewayOptions.Proxies)))
            options.Proxies.Add(proxy);
        foreach (var graph in Section.GetSection(nameof(GatewayOptions.MaxInFlightOf)).GetChildren())
            OfGraph(graph.Key).TrySet(options, graph.Value ?? "");
    }

    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        List<string> wrong = [.. Sections.Unknown(configuration.GetSection(Sections.Root).GetChildren().Select(child => child.Key)), .. Unknown()];
        foreach (var setting in Settings.Concat(Section.GetSection(nameof(GatewayOptions.MaxInFlightOf)).GetChildren().Select(graph => OfGraph(graph.Key))))
        {
            if (Section[setting.Name] is { } text && !setting.TrySet(new(), text))
                wrong.Add($"{Section.Path}:{setting.Name} is `{text}`, and takes {setting.Allowed}");
            else if (!setting.IsAllowed(options))
                wrong.Add($"{Section.Path}:{setting.Name} is {setting.Show(options)}, and takes {setting.Allowed}");
        }

        foreach (var proxy in options.Proxies.Where(proxy => TrustedProxies.Network(proxy) is null))
            wrong.Add($"{Section.Path}:{nameof(GatewayOptions.Proxies)} has `{proxy}`, and takes addresses and networks, such as 127.0.0.1 or 10.0.0.0/8");
        foreach (var host in options.Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            wrong.Add($"{Section.Path}:{nameof(GatewayOptions.Hosts)} has `{host}`, and takes names of hosts without a port, such as logos.example");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong.Select(each => $"{ApiCodes.BadSetting}: {each}"));
    }

    // A list in a file; in an environment variable with commas.
    private IEnumerable<string> List(string name)
    {
        var setting = Section.GetSection(name);
        return (setting.Value is { } text ? text.Split(',') : setting.GetChildren().Select(child => child.Value ?? "")).Select(each => each.Trim()).Where(each => each.Length > 0);
    }

    private static Setting<GatewayOptions> OfGraph(string graph) => Number(
        $"{nameof(GatewayOptions.MaxInFlightOf)}:{graph}", 1, Most, o => o.MaxInFlightOf.TryGetValue(graph, out var number) ? number : 1, (o, number) => o.MaxInFlightOf[graph] = (int)number);

    private IEnumerable<string> Unknown()
    {
        string[] names = [.. Settings.Select(setting => setting.Name), nameof(GatewayOptions.Hosts), nameof(GatewayOptions.Proxies), nameof(GatewayOptions.MaxInFlightOf)];
        return Section.GetChildren().Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"there is no setting {child.Path}; {Suggestion.DidYouMean(child.Key, names) ?? $"there are {string.Join(", ", names)}"}");
    }
}
