using Microsoft.Extensions.Logging;

namespace Logos.Adapters.Cluster;

internal static partial class ClusterLog
{
    [LoggerMessage(4100, LogLevel.Information, "{Service} works over store {Store} with {Partitions} partitions")]
    public static partial void Up(ILogger logger, string service, Guid store, int partitions);

    [LoggerMessage(4101, LogLevel.Warning, "{Service} waits: {Reason}")]
    public static partial void Waits(ILogger logger, string service, string reason);

    [LoggerMessage(4102, LogLevel.Warning, "The node types in the store could not be looked at; those known before hold meanwhile: {Reason}")]
    public static partial void TypesNotRead(ILogger logger, string reason);
}
