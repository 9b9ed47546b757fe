using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Limits;

/// <summary>
/// How much memory the bodies of requests may take together: their bytes as they come, and the values that they are read
/// into, which are a multiple of that. What has no room is told to come again: it is not kept waiting, and keeps nobody waiting.
/// </summary>
internal sealed class BodyRoom(IOptions<GatewayOptions> options)
{
    /// <summary>In bytes. What is no larger is always let in, so that large bodies do not keep small ones out.</summary>
    public const int Small = 16 * 1024;

    /// <summary>Bytes for each that came: the text, what is read of it, and what is written of that again.</summary>
    public const int PerByte = 3;

    /// <summary>Bytes for a number in a list, with what lists leave behind while they grow. Names and texts have theirs besides.</summary>
    public const int PerValue = 64;

    private long _taken;

    /// <summary>In bytes, by all requests together.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>What is taken for a request: until it is given back, or the request ends.</summary>
    public static Share Of(HttpContext context)
    {
        if (context.Features.Get<Share>() is { } share)
            return share;
        share = new(context.RequestServices.GetRequiredService<BodyRoom>());
        context.Features.Set(share);
        context.Response.RegisterForDispose(share);
        return share;
    }

    private bool TryTake(long bytes, long own)
    {
        // What is alone is let in, however large: else it would be told to come again for ever.
        if (Interlocked.Add(ref _taken, bytes) is var taken && (taken <= options.Value.MaxBodies || taken == own + bytes))
            return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    private void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>Of one request, and of one thread at a time.</summary>
    internal sealed class Share(BodyRoom room) : IDisposable
    {
        private long _taken;

        /// <returns>False when there is no room for so much; what is taken already stays taken.</returns>
        public bool TryGrow(long bytes)
        {
            if (bytes <= _taken)
                return true;
            if (!room.TryTake(bytes - _taken, _taken))
                return false;
            _taken = bytes;
            return true;
        }

        /// <summary>Nothing is kept any more of the body and of what was read of it.</summary>
        public void Dispose()
        {
            room.GiveBack(_taken);
            _taken = 0;
        }
    }
}
