using System.Buffers;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Outbound;

/// <summary>Reads an answer to its end or to its limit, whichever comes first. Unpacked bytes count: a small answer may unpack to a large one.</summary>
internal static class BodyReader
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, long limit, Uri uri, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > limit)
            throw TooLarge(uri, limit);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        using var whole = new MemoryStream();
        var piece = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                if (whole.Length + read > limit)
                    throw TooLarge(uri, limit);
                whole.Write(piece, 0, read);
            }
        }
        catch (InvalidDataException damaged)
        {
            throw FailureException.Transient(WorkersCodes.Unreachable, $"the answer of {uri.Host} cannot be unpacked: {damaged.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    private static FailureException TooLarge(Uri uri, long limit) =>
        FailureException.Permanent(WorkersCodes.AnswerTooLarge, $"the answer of {uri.Host} is larger than {limit:N0} bytes");
}
