using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>What every process hears, and what is kept of a task that nobody may run again.</summary>
internal static class ControlBodies
{
    public const string Stop = "stop";
    public const string Generation = "generation";
    public const string Buried = "buried";

    public static byte[] WriteStop(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks) =>
        Body.Write(new(Body.Version, Stop) { Tasks = [.. tasks.Select(each => new StoppedShape(each.Execution, Body.Shape(each.Task)))] }, BodyShapes.Json.ControlBody);

    public static byte[] WriteGeneration(long generation) => Body.Write(new(Body.Version, Generation) { Generation = generation }, BodyShapes.Json.ControlBody);

    /// <returns>What was stopped, and the generation where it was told; what a later version tells beside these is passed over.</returns>
    /// <exception cref="UnreadableMessageException">It cannot be read here.</exception>
    public static (IReadOnlyList<(Guid Execution, TaskKey Task)> Stopped, long? Generation) Read(ReadOnlySpan<byte> body) =>
        Body.Read<ControlBody, (IReadOnlyList<(Guid, TaskKey)>, long?)>(body, BodyShapes.Json.ControlBody, control => control.Kind switch
        {
            Stop => (Body.ReadAll(control.Tasks ?? [], each => (each.ExecutionId, Body.Read(each.Task))), null),
            Generation => ([], control.Generation),
            _ => ([], null),
        });

    public static byte[] WriteBuried(Guid execution, TaskKey task, Failure failure) =>
        Body.Write(new(Body.Version, Buried, execution, Body.Shape(task), Body.Shape(failure)), BodyShapes.Json.BuriedBody);

    /// <exception cref="UnreadableMessageException">It cannot be read here.</exception>
    public static (Guid Execution, TaskKey Task, Failure Failure) ReadBuried(ReadOnlySpan<byte> body) =>
        Body.Read(body, BodyShapes.Json.BuriedBody, buried => (buried.ExecutionId, Body.Read(buried.Task), Body.Read(buried.Failure)));
}
