using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Faults;
using Microsoft.Extensions.Configuration;

namespace Logos.ServiceDefaults.Http;

/// <summary>
/// Where services are, by the settings <c>services:NAME:SCHEME:0</c>, <c>…:1</c> and so on, as Aspire gives them. A name of several addresses is called at
/// each in turn. What has no such setting is a name like any other, which DNS knows, as in Kubernetes.
/// </summary>
internal sealed class ServiceNames(IConfiguration configuration)
{
    private const string Section = "services";

    private readonly ConcurrentDictionary<string, StrongBox<int>> _turns = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="asked"><c>http://gateway/path</c>; <c>https+http://gateway/path</c> takes the first scheme that is set.</param>
    /// <returns>Null where it is to be called as it is.</returns>
    /// <exception cref="ServiceCallException">It cannot be called: a setting is missing, or wrong.</exception>
    public Uri? Find(Uri asked)
    {
        var schemes = asked.Scheme.Split('+');
        var service = configuration.GetSection(Section).GetSection(asked.Host);
        if (!asked.IsDefaultPort || (schemes.Length == 1 && !service.Exists()))
            return null;
        foreach (var scheme in schemes)
        {
            var addresses = service.GetSection(scheme).GetChildren().Where(address => !string.IsNullOrWhiteSpace(address.Value)).ToArray();
            if (addresses.Length == 0)
                continue;
            var turn = Interlocked.Increment(ref _turns.GetOrAdd($"{asked.Host} {scheme}", _ => new(-1)).Value);
            var address = Read(addresses[(int)((uint)turn % (uint)addresses.Length)], scheme);
            return new(address, address.AbsolutePath.TrimEnd('/') + asked.PathAndQuery);
        }

        throw Unknown(asked);
    }

    public static ServiceCallException Unknown(Uri asked, HttpRequestException? inner = null)
    {
        var names = asked.Scheme.Split('+').Select(scheme => $"{Section}:{asked.Host}:{scheme}:0").ToArray();
        return new(new(ServiceCodes.UnknownService, $"where the service `{asked.Host}` is is not known: set {string.Join(" or ", names)}, in the environment {names[^1].Replace(":", "__", StringComparison.Ordinal)}, to its address, such as http://localhost:5050"), inner);
    }

    // `http://localhost:5050`, or `localhost:5050`.
    private static Uri Read(IConfigurationSection setting, string scheme)
    {
        var text = setting.Value!.Contains("://", StringComparison.Ordinal) ? setting.Value : $"{scheme}://{setting.Value}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            : throw new ServiceCallException(new Fault(ServiceCodes.UnknownService, $"{setting.Path} is `{setting.Value}`, and takes the address of a service, such as http://localhost:5050"));
    }
}
