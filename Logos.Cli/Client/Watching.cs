using System.Threading.Channels;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Run;

namespace Logos.Cli.Client;

/// <summary>Follows an execution to its end, and tells its results.</summary>
internal static class Watching
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="session">Whose server and terminal.</param>
    /// <param name="execution">Its id.</param>
    /// <param name="eachEvent">With --json: a line for each event, instead of the results at the end.</param>
    public static async Task<int> FollowAsync(Session session, string execution, bool eachEvent)
    {
        using var interruption = new Interruption();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        var view = new WatchView(session.Terminal, execution, quiet: session.Json);
        var following = FollowAsync(session, view, execution, eachEvent, over.Token);
        if (await Task.WhenAny(following, interruption.Asked) == following)
            return await following;
        interruption.LastWord = () => view.Say(Farewell(view, execution));
        // Whatever it waits for: a server that hangs keeps nobody.
        await over.CancelAsync();
        await ((Task)following).WaitAsync(Patience, session.Terminal.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        view.Close();
        view.Say(Farewell(view, execution));
        return ExitCode.Interrupted;
    }

    private static string Farewell(WatchView view, string execution)
    {
        var running = view.Running;
        var still = running.Count == 0 ? "" : $"{Names.Of([.. running.Select(node => $"`{node}`")])} {(running.Count == 1 ? "is" : "are")} still running; ";
        return $"{still}the execution goes on; `logos watch {execution}` follows it again, `logos cancel {execution}` ends it";
    }

    private static async Task<int> FollowAsync(Session session, WatchView view, string execution, bool eachEvent, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateUnbounded<ServerEvent>(new() { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(new(session, execution), events.Writer, over.Token);
        var tick = Tick(session, view, over.Token);
        Task<bool>? more = null;
        while (true)
        {
            more ??= events.Reader.WaitToReadAsync(over.Token).AsTask();
            await Task.WhenAny(more, tick);
            if (tick.IsCompleted)
            {
                view.Refresh();
                tick = Tick(session, view, over.Token);
            }

            if (!more.IsCompleted)
                continue;
            if (!await more)
                break;
            more = null;
            while (events.Reader.TryRead(out var told))
            {
                view.Tell(told);
                if (told.Name == "execution.state" && !session.Json && told.Data.Text("execution_id") == execution)
                    view.Know(await NodesAsync(session, execution, over.Token));
                if (eachEvent && session.Json)
                    Line(session, told);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (view.IsLive)
            view.Know(await NodesAsync(session, execution, over.Token));
        view.Close();
        await over.CancelAsync();
        await reading;
        if (eachEvent && session.Json)
            return view.Status == "completed" ? ExitCode.Good : ExitCode.RunFailed;
        return await ResultsAsync(session, execution, cancellationToken, after: view.Elapsed);
    }

    /// <summary>Results on standard output, as <c>logos run</c> prints them; 1 when there are none.</summary>
    public static async Task<int> ResultsAsync(Session session, string execution, CancellationToken cancellationToken, string? after = null)
    {
        var answer = await session.Api.GetAsync($"executions/{Call.Segment(execution)}/results", cancellationToken);
        var root = answer.Root;
        var status = root.Text("status");
        session.Tell(answer, _ =>
        {
            session.Note($"{Words.Status(status)}{(after is null ? "" : $" after {after}")}");
            if (root.Find("error") is { } error)
                Failure.Show([new(error.Text("code"), error.Text("message"))], execution, null, session.Terminal);
            if (root.Find("results") is { } results)
                session.Output.WriteLine(Words.Value(results));
        });
        return status is "completed" or "running" or "pending" ? ExitCode.Good : ExitCode.RunFailed;
    }

    private static async Task ReadAsync(EventStream stream, ChannelWriter<ServerEvent> to, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var told in stream.ReadAsync(cancellationToken))
                to.TryWrite(told);
            to.TryComplete();
        }
        catch (OperationCanceledException)
        {
            to.TryComplete();
        }
        catch (ClientFaultException e)
        {
            to.TryComplete(e);
        }
    }

    private static async Task<IEnumerable<System.Text.Json.JsonElement>> NodesAsync(Session session, string execution, CancellationToken cancellationToken) =>
        (await session.Api.GetAsync($"executions/{Call.Segment(execution)}/nodes", cancellationToken)).Root.Items("items");

    private static void Line(Session session, ServerEvent told)
    {
        JsonLine.Print(session.Output, json =>
        {
            json.WriteString("event", told.Name);
            json.WritePropertyName("data");
            told.Data.WriteTo(json);
        });
        session.Output.Flush();
    }

    private static Task Tick(Session session, WatchView view, CancellationToken over) =>
        Task.Delay(view.IsLive ? TimeSpan.FromMilliseconds(100) : Timeout.InfiniteTimeSpan, session.Terminal.Clock, over);
}
