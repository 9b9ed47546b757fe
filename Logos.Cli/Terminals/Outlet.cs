namespace Logos.Cli.Terminals;

/// <summary>
/// A stream to the outside. What cannot be written does not stop the command in the middle of its work:
/// the first failure is kept for its end, and the rest is dropped.
/// </summary>
/// <param name="to">Null when it was closed before the start.</param>
internal sealed class Outlet(Stream? to) : Stream
{
    /// <summary>Why something was lost, or null.</summary>
    public string? Trouble { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Trouble is not null || buffer.IsEmpty)
            return;
        if (to is null)
        {
            Trouble = "it is closed";
            return;
        }

        try
        {
            // A pipe that its reader has left (`| head`) is no trouble: the console's stream swallows EPIPE.
            to.Write(buffer);
        }
        catch (UnauthorizedAccessException)
        {
            Trouble = "it is not open for writing";
        }
        catch (IOException e)
        {
            Trouble = e.Message.ReplaceLineEndings(" ");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        if (Trouble is null)
            to?.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
