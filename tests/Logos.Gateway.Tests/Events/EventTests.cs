using System.Net;
using System.Text;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Gateway.Access;
using Logos.Gateway.Events;
using Logos.Workers.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Tests.Events;

public sealed class EventTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Admin => _gateway.Admin;

    private BroadcastHub Hub => _gateway.Services.GetRequiredService<BroadcastHub>();

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateway.StartAsync();
        await Admin.SaveAsync(Sent.Hello);
        await Admin.SaveAsync(Sent.Asks);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_watcher_is_told_how_it_stands_and_then_all_to_the_end()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var stream = await Stream.OpenAsync(Admin, id);

        var state = (await stream.NextAsync())!;
        await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved","form":{"amount":1}}""");
        var rest = await stream.ToEndAsync();

        Assert.Equal("text/event-stream", stream.Answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("execution.state", state.Name);
        Assert.Equal("""{"ask":"running","next":"pending"}""", state.Data.GetProperty("nodes").GetRawText());
        Assert.Equal(("ask", "next"), (rest.First(told => told.Name == "node.succeeded").Node, rest.Last(told => told.Name == "node.succeeded").Node));
        Assert.Equal(["execution.completed", "end"], rest.TakeLast(2).Select(told => told.Name));
        Assert.Equal(id, rest[^2].Data.GetProperty("execution_id").GetGuid());
    }

    [Fact]
    public async Task What_is_told_last_between_two_looks_is_told()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        var engine = _gateway.Services.GetRequiredService<EngineAccess>();
        var head = (await engine.Client.FindAsync(id, Token))!.Head;
        var broadcast = new Broadcast(id);
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        // Asked at a beat: after it was read what there is, and before it is looked whether that was all.
        var stream = new EventStream(engine, head, withChildren: false, broadcast, context.Response, () =>
        {
            broadcast.Add(new(1, id, "event: execution.completed\n\n"u8.ToArray(), IsEnd: true));
            broadcast.Close(isEnded: true);
            return new(true);
        });

        var telling = stream.RunAsync(null, Token);
        broadcast.Beat();
        await telling.WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.EndsWith("event: execution.completed\n\nevent: end\ndata: {}\n\n", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_cut_off_goes_on_behind_the_last_event_it_has()
    {
        var id = await Admin.StartAsync("asks");
        string last;
        using (var first = await Stream.OpenAsync(Admin, id))
        {
            if ((await first.NextAsync())!.Data.GetProperty("nodes").GetProperty("ask").GetString() != "running" || first.LastId is null)
                await first.UntilAsync("node.waiting", "ask");
            last = first.LastId!;
            await Admin.WaitsAsync(id, "ask");
        }

        await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved","form":{"amount":1}}""");
        await Admin.EndedAsync(id);

        foreach (var byHeader in (bool[])[true, false])
        {
            using var second = byHeader ? await Stream.OpenAsync(Admin, id, last) : await Stream.OpenAsync(Admin, id, query: $"?last_event_id={last}");
            var rest = await second.ToEndAsync();
            Assert.DoesNotContain(rest, told => told.Name == "execution.state");
            Assert.Contains(rest, told => told is { Name: "node.succeeded", Node: "ask" });
            Assert.Equal(["execution.completed", "end"], rest.TakeLast(2).Select(told => told.Name));

            using var third = await Stream.OpenAsync(Admin, id, second.LastId);
            Assert.Equal(["end"], (await third.ToEndAsync()).Select(told => told.Name));
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("nonsense")]
    [InlineData("99999999999999999")]
    public async Task What_is_not_known_any_more_is_made_good_by_how_all_stands(string lastId)
    {
        var id = await Admin.StartAsync("hello");
        await Admin.EndedAsync(id);
        using var stream = await Stream.OpenAsync(Admin, id, lastId);

        var told = await stream.ToEndAsync();

        Assert.Equal(["execution.state", "end"], told.Select(each => each.Name));
        Assert.Equal("completed", told[0].Data.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_skipped_node_is_told_with_its_reason()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var stream = await Stream.OpenAsync(Admin, id);
        await stream.UntilAsync("execution.state");

        await Admin.PostTextAsync($"/api/v1/executions/{id}/cancel", "{}");

        Assert.Equal("cancelled", (await stream.UntilAsync("node.cancelled", "ask")).Data.GetProperty("status").GetString());
        await stream.UntilAsync("execution.cancelled");
        await stream.UntilAsync("end");
    }

    [Fact]
    public async Task What_a_node_streams_is_told_as_it_comes()
    {
        await using var gateway = await Gateway.StartAsync(also: builder => builder.AddLogosNode<Talker>("talk", Pool.Io));
        await gateway.Admin.SaveAsync("name: talks\nnodes:\n  wait: { type: approval, with: { message: go } }\n  talk: { type: talk, needs: [wait] }\n");
        var id = await gateway.Admin.StartAsync("talks");
        await gateway.Admin.WaitsAsync(id, "wait");
        using var stream = await Stream.OpenAsync(gateway.Admin, id);
        await stream.UntilAsync("execution.state");

        await gateway.Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"wait","decision":"approved"}""");

        Assert.Equal("Once", (await stream.UntilAsync("node.delta", "talk")).Data.GetProperty("delta").GetString());
        Assert.Equal(" upon", (await stream.UntilAsync("node.delta", "talk")).Data.GetProperty("delta").GetString());
        await stream.UntilAsync("end");
    }

    [Fact]
    public async Task Children_are_told_of_where_that_is_asked_for()
    {
        await Admin.SaveAsync("name: parent\nnodes:\n  wait: { type: approval, with: { message: go } }\n  child: { type: subgraph, needs: [wait], with: { graph: hello } }\n");
        var id = await Admin.StartAsync("parent");
        await Admin.WaitsAsync(id, "wait");
        using var alone = await Stream.OpenAsync(Admin, id);
        using var all = await Stream.OpenAsync(Admin, id, query: "?children=true");
        await alone.UntilAsync("execution.state");
        await all.UntilAsync("execution.state");

        await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"wait","decision":"approved"}""");

        Assert.All((await alone.ToEndAsync()).SkipLast(1), told => Assert.Equal(id, told.Data.GetProperty("execution_id").GetGuid()));
        var told = await all.ToEndAsync();
        var child = told.First(each => each.Node == "greet").Data.GetProperty("execution_id").GetGuid();
        Assert.NotEqual(id, child);
        Assert.Equal(["execution.completed", "end"], told.TakeLast(2).Select(each => each.Name));
        using var ofChild = await Stream.OpenAsync(Admin, child);
        Assert.Equal(["execution.state", "end"], (await ofChild.ToEndAsync()).Select(each => each.Name));
        Assert.Equal(id, (await Admin.GetAsync($"/api/v1/executions/{child}", Token).JsonAsync()).GetProperty("parent").GetProperty("execution_id").GetGuid());
    }

    [Fact]
    public async Task Many_watchers_read_the_feed_once_and_leave_nothing_behind()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        var streams = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Stream.OpenAsync(Admin, id)));
        await Task.WhenAll(streams.Select(stream => stream.UntilAsync("execution.state")));
        Assert.Equal(1, Hub.Count);

        foreach (var stream in streams.Take(99))
            stream.Dispose();
        await Admin.PostTextAsync($"/api/v1/executions/{id}/cancel", "{}");
        await streams[99].UntilAsync("end");
        streams[99].Dispose();

        while (Hub.Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
    }

    [Fact]
    public async Task A_watcher_that_goes_away_is_forgotten_although_nothing_happens()
    {
        var id = await Admin.StartAsync("asks");
        using (var stream = await Stream.OpenAsync(Admin, id))
            await stream.UntilAsync("execution.state");

        while (Hub.Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
    }

    [Fact]
    public async Task Who_hears_nothing_is_given_a_sign_of_life()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var stream = await Stream.OpenAsync(Admin, id);
        await stream.UntilAsync("execution.state");

        Hub.Beat();

        Assert.Equal("ping", (await stream.NextAsync())!.Name);
    }

    [Fact]
    public async Task Who_has_no_token_any_more_is_told_nothing_more()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var client = await _gateway.ClientAsync(Scope.Read);
        using var stream = await Stream.OpenAsync(client, id);
        await stream.UntilAsync("execution.state");
        var revoked = (await Admin.GetAsync("/api/v1/tokens", Token).JsonAsync()).GetProperty("items").EnumerateArray().Single(token => token.GetProperty("scope").GetString() == "read").GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.NoContent, (await Admin.DeleteAsync($"/api/v1/tokens/{revoked}", Token)).StatusCode);
        Hub.Beat();

        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task Whose_session_has_ended_is_told_nothing_more()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = _gateway.Address };
        using var form = new FormUrlEncodedContent([new("token", Admin.DefaultRequestHeaders.Authorization!.Parameter)]);
        await browser.PostAsync("/sign-in", form, Token);
        using var stream = await Stream.OpenAsync(browser, id);
        await stream.UntilAsync("execution.state");
        Hub.Beat();
        Assert.Equal("ping", (await stream.NextAsync())!.Name);

        await browser.PostAsync("/sign-out", null, Token);
        Hub.Beat();

        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_stream_ends_with_the_host_and_without_the_word_that_the_execution_has()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var stream = await Stream.OpenAsync(Admin, id);
        await stream.UntilAsync("execution.state");

        _gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.DoesNotContain(await stream.ToEndAsync(), told => told.Name == "end");
    }

    [Fact]
    public async Task Another_workspace_sees_nothing()
    {
        var id = await Admin.StartAsync("asks");
        using var other = await _gateway.ClientAsync(Scope.Admin, workspace: "other");

        using var stream = await Stream.OpenAsync(other, id);

        Assert.Equal(HttpStatusCode.NotFound, stream.Answer.StatusCode);
        Assert.Equal(0, Hub.Count);
    }

    public sealed record Spoken(string Text);

    /// <summary>Says something before it is done.</summary>
    public sealed class Talker : NodeHandler<Silent, Spoken>
    {
        public override Task<NodeResult<Spoken>> RunAsync(Silent input, NodeContext context, CancellationToken cancellationToken)
        {
            context.Progress("Once");
            context.Progress(" upon");
            return Done(new Spoken("Once upon"));
        }
    }

    public sealed record Silent;
}
