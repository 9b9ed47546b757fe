using Logos.Rules.Faults;

namespace Logos.Cli.Cluster.Servers;

/// <summary>A server's folder cannot be made ready.</summary>
internal sealed class PreparationException(string message, string? hint = null) : Exception(message)
{
    public Fault Fault => new(CliCodes.ServerNotPrepared.Code, Message) { Hint = hint };
}
