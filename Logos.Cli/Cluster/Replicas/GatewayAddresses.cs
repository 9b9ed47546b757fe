using Logos.Rules.Faults;
using Microsoft.AspNetCore.Http;

namespace Logos.Cli.Cluster.Replicas;

/// <summary>Where each gateway listens: the ports of <c>--urls</c>, counted up from one gateway to the next.</summary>
internal static class GatewayAddresses
{
    private const int HighestPort = 65535;

    public static IReadOnlyList<IReadOnlyList<string>>? Of(IReadOnlyList<string> addresses, int gateways, out Fault? fault)
    {
        var all = new List<IReadOnlyList<string>>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var gateway = 0; gateway < gateways; gateway++)
        {
            var own = new List<string>();
            foreach (var binding in addresses.Select(BindingAddress.Parse))
            {
                var port = binding.Port == 0 ? FreePort.Take() : binding.Port + gateway;
                var address = $"http://{binding.Host}:{port}";
                if (port > HighestPort || !taken.Add(address))
                {
                    fault = new(CliCodes.BadAddress.Code, port > HighestPort ? $"the ports of {gateways} gateways are counted up from --urls, and {port} is none" : $"{address} would be there twice: the ports of gateways are counted up from --urls") { Hint = "name lower ports, or ports that lie further apart" };
                    return null;
                }

                own.Add(address);
            }

            all.Add(own);
        }

        fault = null;
        return all;
    }

    /// <summary>As it is reached from this machine, where it listens on every address.</summary>
    public static string Reached(string address)
    {
        var binding = BindingAddress.Parse(address);
        return $"http://{(binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : binding.Host)}:{binding.Port}";
    }
}
