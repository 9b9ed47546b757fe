using System.Globalization;
using System.Net;
using Logos.ServiceDefaults.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>The settings <c>Metrics:Port</c> and <c>Metrics:Address</c>.</summary>
internal static class MetricsAddress
{
    public const string Section = "Metrics";

    private const string Port = "Port";
    private const string Address = "Address";

    /// <returns>Null when no port is set: then there are metrics on the service's own port alone.</returns>
    /// <exception cref="OptionsValidationException">A setting is wrong, or is none.</exception>
    public static IPEndPoint? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section.GetChildren().FirstOrDefault(child => !child.Key.Equals(Port, StringComparison.OrdinalIgnoreCase) && !child.Key.Equals(Address, StringComparison.OrdinalIgnoreCase)) is { } unknown)
            throw Wrong($"there is no setting {unknown.Path}; there are {Section}:{Port} and {Section}:{Address}");
        var address = IPAddress.Loopback;
        if (section[Address] is { } given && !IPAddress.TryParse(given, out address))
            throw Wrong($"{Section}:{Address} is `{given}`, and takes an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them");
        if (section[Port] is not { Length: > 0 } text)
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
            throw Wrong($"{Section}:{Port} is `{text}`, and takes a whole number from 1 to {IPEndPoint.MaxPort}, such as 9090");
        return new(address!, port);
    }

    private static OptionsValidationException Wrong(string what) => new(Section, typeof(MetricsListener), [$"{ServiceCodes.BadVariable}: {what}"]);
}
