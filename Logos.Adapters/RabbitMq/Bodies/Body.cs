using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>What all bodies have in common: UTF-8 JSON with a version. Fields that are not known are passed over; a later version is refused.</summary>
internal static class Body
{
    public const int Version = 1;

    private const string Compensate = "compensate";

    public static byte[] Write<T>(T body, JsonTypeInfo<T> shape) => JsonSerializer.SerializeToUtf8Bytes(body, shape);

    /// <exception cref="UnreadableMessageException">It is no such body, or one of a later version.</exception>
    public static TRead Read<T, TRead>(ReadOnlySpan<byte> body, JsonTypeInfo<T> shape, Func<T, TRead> read)
    {
        CheckVersion(body);
        try
        {
            return read(JsonSerializer.Deserialize(body, shape) ?? throw new FormatException("there is nothing in it"));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UnreadableMessageException(RabbitMqCodes.MessageUnreadable, $"the message cannot be read: {e.Message}", e);
        }
    }

    public static KeyShape Shape(TaskKey task) =>
        new(task.Node, task.Attempt, task.Item == TaskKey.NoItem ? null : task.Item, task.Purpose == TaskPurpose.Compensate ? Compensate : null);

    public static TaskKey Read(KeyShape task) => new(task.Node, task.Item ?? TaskKey.NoItem, task.Attempt, task.Purpose switch
    {
        null => TaskPurpose.Run,
        Compensate => TaskPurpose.Compensate,
        var other => throw new FormatException($"`{other}` is no purpose of a task"),
    });

    public static PayloadShape Shape(Payload payload) => payload.IsInline ? new(new RawJson(payload.Json)) : new(null, payload.Blob, payload.Length);

    public static Payload Read(PayloadShape? payload) => payload switch
    {
        null => throw new FormatException("a value is null that has to say what it is"),
        { Value: { } value } => Payload.Inline(value.Utf8),
        { Blob: { } blob, Length: { } length } => Payload.Reference(blob, length),
        // A value that is null is read as none.
        _ => Payload.Null,
    };

    public static FailureShape Shape(Failure failure) => new(failure.Code, Name(failure.Kind), failure.Message, failure.RetryAfter);

    public static Failure Read(FailureShape failure) => new(failure.Code, Kind(failure.Kind), failure.Message) { RetryAfter = failure.RetryAfter };

    /// <exception cref="FormatException">One of them is null, which no nullable type rules out within a list.</exception>
    public static TRead[] ReadAll<T, TRead>(T[] each, Func<T, TRead> read)
        where T : class => Array.ConvertAll(each, one => read(one ?? throw new FormatException("an element is null")));

    private static void CheckVersion(ReadOnlySpan<byte> body)
    {
        int version;
        try
        {
            version = JsonSerializer.Deserialize(body, BodyShapes.Json.AnyBody)?.V ?? 0;
        }
        catch (JsonException e)
        {
            throw new UnreadableMessageException(RabbitMqCodes.MessageUnreadable, $"the message is no JSON with a version: {e.Message}", e);
        }

        if (version > Version)
            throw new UnreadableMessageException(RabbitMqCodes.MessageOfLaterVersion, $"the message is of version {version}, and version {Version} is read here");
        if (version < 1)
            throw new UnreadableMessageException(RabbitMqCodes.MessageUnreadable, $"there is no version {version}");
    }

    private static string Name(FailureKind kind) => kind switch
    {
        FailureKind.Transient => "transient",
        FailureKind.Permanent => "permanent",
        FailureKind.Canceled => "canceled",
        _ => "timed_out",
    };

    private static FailureKind Kind(string name) => name switch
    {
        "transient" => FailureKind.Transient,
        "permanent" => FailureKind.Permanent,
        "canceled" => FailureKind.Canceled,
        "timed_out" => FailureKind.TimedOut,
        _ => throw new FormatException($"`{name}` is no kind of failure"),
    };
}
