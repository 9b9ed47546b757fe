namespace Logos.Core.Orchestration;

/// <summary>The id of a command ends as that of its execution does: whoever asks for what it came to has to name both.</summary>
public static class CommandId
{
    private const int Shared = 4;

    public static Guid Make(Guid execution, DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[16], of = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(id, bigEndian: true, out _);
        execution.TryWriteBytes(of, bigEndian: true, out _);
        of[^Shared..].CopyTo(id[^Shared..]);
        return new(id, bigEndian: true);
    }

    public static bool IsOf(Guid command, Guid execution)
    {
        Span<byte> id = stackalloc byte[16], of = stackalloc byte[16];
        command.TryWriteBytes(id, bigEndian: true, out _);
        execution.TryWriteBytes(of, bigEndian: true, out _);
        return id[^Shared..].SequenceEqual(of[^Shared..]);
    }
}
