using Logos.Adapters.Secrets;
using Logos.Cli.Application;
using Logos.Cli.Cluster.Parts;
using Logos.Cli.Cluster.Servers;
using Logos.Cli.Databases;
using Logos.Rules.Faults;

namespace Logos.Cli.Cluster;

/// <summary>Why a cluster did not start, in words, and what it ends with.</summary>
internal static class ClusterFaults
{
    public static (Fault Fault, int Code)? Of(Exception exception) => exception switch
    {
        PartFailedException part => (part.Fault, ExitCode.RunFailed),
        PreparationException preparation => (preparation.Fault, ExitCode.RunFailed),
        KeyFileException keys => (keys.Fault, ExitCode.InputAtFault),
        _ => DatabaseFaults.Of(exception),
    };
}
