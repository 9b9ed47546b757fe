using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Adapters.RabbitMq;
using Logos.Adapters.Redis;
using Logos.Adapters.Secrets;
using Logos.Rules.Faults;

namespace Logos.Adapters.Cluster;

/// <summary>Why a service of a cluster does not start, in words.</summary>
public static class ClusterFaults
{
    /// <returns>Null for what nobody foresaw.</returns>
    public static Fault? Of(Exception exception) => exception switch
    {
        ClusterException e => e.Fault,
        RabbitMqException e => e.Fault,
        KeyFileException e => e.Fault,
        PostgresRefusedException e => new(e.IsNewer ? AdaptersCodes.DatabaseNewer : AdaptersCodes.DatabaseRefuses, e.Message),
        // "LGS4106: There is no …"
        FormatException e when e.Message.StartsWith(RedisCodes.Address + ": ", StringComparison.Ordinal) => new(RedisCodes.Address, e.Message[(RedisCodes.Address.Length + 2)..]),
        _ => null,
    };
}
