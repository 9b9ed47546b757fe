using System.CommandLine;
using Logos.Cli.Application;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster;

/// <summary>The options of <c>logos up</c> that say what a cluster is made of.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<bool> _distributed = CommonOptions.Flag("--distributed", "Run each service as a process of its own, over PostgreSQL, RabbitMQ and Redis");
    private readonly Option<bool> _servers = CommonOptions.Flag("--servers", "With --distributed: start the machine's own PostgreSQL, RabbitMQ and Redis in the folder");
    private readonly Option<int> _gateways = Count("--gateways", "gateways; their ports are counted up from --urls");
    private readonly Option<int> _orchestrators = Count("--orchestrators", "orchestrators");
    private readonly Option<int> _workers = Count("--workers", "processes of workers");

    public IEnumerable<Option> All => [_distributed, _servers, _gateways, _orchestrators, _workers];

    /// <returns>Null without <c>--distributed</c>, which is at fault where the others stand.</returns>
    public ClusterShape? Read(ParseResult parsed, out Fault? fault)
    {
        fault = null;
        if (parsed.GetValue(_distributed))
            return new(parsed.GetValue(_gateways), parsed.GetValue(_orchestrators), parsed.GetValue(_workers), parsed.GetValue(_servers));
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } alone)
            fault = new(CliCodes.WrongUsage.Code, $"{alone.Name} says something of a cluster, and without --distributed there is none") { Hint = $"add --distributed, or leave out {alone.Name}" };
        return null;
    }

    private static Option<int> Count(string name, string what)
    {
        var option = new Option<int>(name) { Description = $"With --distributed: how many {what} (default 1, at most {ClusterShape.Most})", HelpName = "N", DefaultValueFactory = _ => 1 };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) || count is < 1 or > ClusterShape.Most))
                result.AddError($"{name} is `{text}`, and takes a number from 1 to {ClusterShape.Most}");
        });
        return option;
    }
}
