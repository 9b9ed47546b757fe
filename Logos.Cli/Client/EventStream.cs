using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Logos.Cli.Application;

namespace Logos.Cli.Client;

/// <summary>The events of an execution until it ends. Where the connection breaks it goes on behind the last one that came.</summary>
internal sealed class EventStream(Session session, string execution)
{
    // A server says at least that it is there every 15 seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private const int MostFailures = 12;

    private readonly StringBuilder _data = new();
    private string? _last;
    private string _name = "";

    public async IAsyncEnumerable<ServerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            if (failures > 0)
                await Task.Delay(Pause(failures), session.Terminal.Clock, cancellationToken);
            using var answer = await TryOpenAsync(failures, cancellationToken);
            if (answer is null)
                continue;
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            Forget();
            while (await LineAsync(reader, cancellationToken) is { } line)
            {
                if (Take(line) is not { } told)
                    continue;
                failures = 0;
                if (told.Name == "end")
                    yield break;
                yield return told;
            }
        }
    }

    private async Task<HttpResponseMessage?> TryOpenAsync(int failures, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Api.OpenAsync(new(HttpMethod.Get, $"executions/{Call.Segment(execution)}/events?children=true") { IsStream = true, LastEventId = _last }, cancellationToken);
        }
        catch (ClientFaultException e) when (failures < MostFailures && e.Code == ExitCode.RunFailed && (failures > 0 || e.Faults[0].Code == CliCodes.ConnectionBroken.Code))
        {
            // It was there before: a server that starts again is waited for.
            return null;
        }
    }

    /// <returns>Null when the stream has ended, broken or not.</returns>
    private async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Silence, session.Terminal.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await reader.ReadLineAsync(both.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
    private ServerEvent? Take(string line)
    {
        if (line.Length == 0)
            return Dispatch();
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
        value = value.StartsWith(' ') ? value[1..] : value;
        switch (field)
        {
            case "id":
                _last = value;
                break;
            case "event":
                _name = value;
                break;
            case "data":
                _data.Append(value).Append('\n');
                break;
        }

        return null;
    }

    private ServerEvent? Dispatch()
    {
        var (name, data) = (_name, _data.ToString());
        Forget();
        if (name.Length == 0)
            return null;
        using var json = JsonDocument.Parse(data.Length == 0 ? "{}" : data);
        return new(name, json.RootElement.Clone());
    }

    private void Forget()
    {
        _name = "";
        _data.Clear();
    }

    private static TimeSpan Pause(int failures) => TimeSpan.FromMilliseconds(Math.Min(200 << Math.Min(failures - 1, 10), LongestPause.TotalMilliseconds));
}
