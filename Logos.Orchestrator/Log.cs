using Logos.Core.Orchestration;
using Logos.Core.Work;
using Microsoft.Extensions.Logging;

namespace Logos.Orchestrator;

internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "The engine has started: its journal is in {Folder}, and {Graphs} graphs came with it from files and code")]
    public static partial void Started(ILogger logger, string folder, int graphs);

    [LoggerMessage(6001, LogLevel.Information, "The engine has stopped; what has not ended goes on when it starts again")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(6002, LogLevel.Critical, "The engine cannot go on, and the host is stopped")]
    public static partial void Broken(ILogger logger, Exception reason);

    public static void Stranded(ILogger logger, ExecutionHead execution, Failure why)
    {
        using var asked = execution.RequestId is { } request ? logger.BeginScope(new KeyValuePair<string, object>[] { new("request_id", request) }) : null;
        Stranded(logger, why.Code, execution.Id, execution.Graph, execution.GraphVersion, why.Message);
    }

    [LoggerMessage(6003, LogLevel.Error, "{Code}: The execution {ExecutionId} of {Graph}, version {Version}, is left as it is until the next start: {Reason}")]
    private static partial void Stranded(ILogger logger, string code, Guid executionId, string graph, int version, string reason);

    [LoggerMessage(6004, LogLevel.Warning, "Files of values that nothing refers to were left in place, of execution {ExecutionId}; the next sweep tries again")]
    public static partial void NotSwept(ILogger logger, Guid? executionId, Exception reason);

    [LoggerMessage(6005, LogLevel.Error, "The journal's housekeeping goes on without what it could not do; `logos data check` tells what is damaged")]
    public static partial void HousekeepingTroubled(ILogger logger, Exception reason);

    [LoggerMessage(6006, LogLevel.Error, "The disk is full: nothing more is recorded in {Folder}, and what runs stands still, until there is room")]
    public static partial void Full(ILogger logger, string folder);

    [LoggerMessage(6007, LogLevel.Warning, "There is room again: what comes is recorded in {Folder}, and what stood still goes on")]
    public static partial void Roomy(ILogger logger, string folder);

    [LoggerMessage(6008, LogLevel.Error, "The disk is full: large values are refused in {Folder}, and what needs them stands still, until there is room")]
    public static partial void BlobsFull(ILogger logger, string folder);

    [LoggerMessage(6010, LogLevel.Information, "Partitions are owned by {Replica} from now on, as far as they fall to it")]
    public static partial void Owning(ILogger logger, string replica);

    [LoggerMessage(6011, LogLevel.Information, "Deleted as the retention wants it: {Executions} executions, {Months} months, {Blobs} blobs that nothing referred to")]
    public static partial void KeptHouse(ILogger logger, long executions, int months, int blobs);

    [LoggerMessage(6012, LogLevel.Warning, "What is old in the database could not be deleted; it is tried again in {Seconds} s")]
    public static partial void HouseNotKept(ILogger logger, double seconds, Exception reason);

    // As a warning: whoever has seen the error wants to see this, too.
    [LoggerMessage(6009, LogLevel.Warning, "There is room again for large values in {Folder}, and what stood still goes on")]
    public static partial void BlobsRoomy(ILogger logger, string folder);
}
