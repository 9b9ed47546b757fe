using System.Runtime.CompilerServices;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>A recorded value: UTF-8 JSON where it is small, the key of a blob where it is not.</summary>
public sealed record Payload
{
    /// <summary>Above this a value travels and rests by reference.</summary>
    public const int MaxInline = 64 * 1024;

    public static readonly Payload Null = new() { Json = "null"u8.ToArray(), Length = 4 };

    public ReadOnlyMemory<byte> Json { get; init; }

    public string? Blob { get; init; }

    public long Length { get; init; }

    public bool IsInline => Blob is null;

    // Within one process the value that was written is the one that is read: it is not parsed again.
    // Held in a box: a reference is read whole by every thread, a struct of this size is not.
    private StrongBox<Value>? _parsed;

    public static Payload Inline(ReadOnlyMemory<byte> json) => new() { Json = json, Length = json.Length };

    public static Payload Of(Value value) => Of(value, ValueJson.WriteUtf8(value)!);

    /// <summary>A value that has been written already.</summary>
    public static Payload Of(Value value, ReadOnlyMemory<byte> json) => new() { Json = json, Length = json.Length, _parsed = new(value) };

    public static Payload Reference(string blob, long length) => new() { Blob = blob, Length = length };

    public Value Read() => !IsInline
        ? throw new InvalidOperationException($"The value rests in blob {Blob} and has to be fetched.")
        : (_parsed ??= new(ValueJson.Parse(Json.Span))).Value;

    public bool Equals(Payload? other) => other is not null && Blob == other.Blob && Length == other.Length && Json.Span.SequenceEqual(other.Json.Span);

    public override int GetHashCode() => HashCode.Combine(Blob, Length);
}
