using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Servers.Otlp;

/// <summary>Takes what is exported by OTLP, as protobuf over HTTP or by gRPC, and keeps it for a test to read.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly List<OtlpLog> _logs = [];
    private readonly List<OtlpPoint> _points = [];
    private readonly ConcurrentBag<byte[]> _bodies = [];
    private readonly WebApplication _app;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpCollector(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<OtlpSpan> Spans => Copy(_spans);

    public IReadOnlyList<OtlpLog> Logs => Copy(_logs);

    public IReadOnlyList<OtlpPoint> Points => Copy(_points);

    /// <summary>Everything that came, as it came.</summary>
    public IEnumerable<byte[]> Bodies => _bodies;

    /// <param name="isGrpc">Otherwise it speaks HTTP 1.1.</param>
    public static async Task<OtlpCollector> StartAsync(bool isGrpc = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new OtlpCollector(builder.Build());
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync();
        collector.Address = new(collector._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return collector;
    }

    /// <summary>Waits until what has come is enough.</summary>
    /// <param name="found">Null as long as it is not.</param>
    public async Task<T> UntilAsync<T>(Func<OtlpCollector, T?> found, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(found);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            Task next;
            lock (_gate)
                next = _next.Task;
            if (found(this) is { } enough)
                return enough;
            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not come. There are these spans:\n{string.Join('\n', Spans.Select(span => $"{span.Service} {span.Name} {span.Trace}"))}");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var isGrpc = context.Request.ContentType == "application/grpc";
        if (isGrpc)
        {
            if (body[0] != 0 || BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)) != body.Length - 5)
                throw new InvalidDataException("This is no single message that is not compressed.");
            body = body[5..];
        }

        var path = context.Request.Path.Value!;
        Take(path, body);
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (!isGrpc)
            return;
        // An empty message: everything was taken.
        await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Take(string path, byte[] body)
    {
        _bodies.Add(body);
        lock (_gate)
        {
            if (path.EndsWith("traces", StringComparison.Ordinal) || path.Contains("TraceService", StringComparison.Ordinal))
                _spans.AddRange(OtlpMessage.Spans(body));
            else if (path.EndsWith("metrics", StringComparison.Ordinal) || path.Contains("MetricsService", StringComparison.Ordinal))
                _points.AddRange(OtlpMessage.Points(body));
            else
                _logs.AddRange(OtlpMessage.Logs(body));
            var told = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            told.SetResult();
        }
    }

    private T[] Copy<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }
}
