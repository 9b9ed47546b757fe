using System.Text.RegularExpressions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

/// <summary>A page follows its execution while that goes on.</summary>
[Trait("Needs", "chromium")]
public sealed class LiveTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_node_streams_appears_as_it_comes_and_motion_is_left_out_for_who_wants_none(bool isStill)
    {
        var words = new Words();
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true, builder =>
        {
            builder.Services.AddSingleton(words);
            builder.AddLogosNode<Speaker>("speak", Pool.Io);
        });
        await gateway.Admin.SaveAsync("name: talks\nnodes:\n  go: { type: wait, with: { signal: go } }\n  speak: { type: speak, needs: [go] }\n");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address, 400, isStill: isStill);
        var id = await gateway.Admin.StartAsync("talks");
        await gateway.Admin.WaitsAsync(id, "go");
        // The stream is open before anything is said: what is said to nobody is gone.
        await page.RunAndWaitForResponseAsync(() => page.GotoAsync($"/executions/{id}"), answer => answer.Url.EndsWith("/events", StringComparison.Ordinal));
        await gateway.Admin.PostTextAsync($"/api/v1/executions/{id}/signal", """{"name":"go"}""");
        var line = page.Locator("details[data-node=speak]");
        await Expect(line).ToHaveClassAsync(new Regex("s-running"));

        words.Next.Release();
        await Expect(line.Locator(".says")).ToHaveTextAsync("Once");
        words.Next.Release();
        await Expect(line.Locator(".says")).ToHaveTextAsync("Once upon <b>a</b> time");
        Assert.Equal(isStill ? "none" : "breathe", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.dag .s-running .glyph')).animationName"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Chromium.PictureAsync(page, "live-delta");
        words.Next.Release();

        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await Expect(line.Locator(".says")).ToHaveCountAsync(0);
        await Expect(page.Locator("#said")).ToHaveTextAsync("The execution has completed");
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task A_child_is_linked_from_the_node_that_started_it_and_leads_back()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync("name: child\nnodes:\n  ask: { type: approval, with: { message: \"Go on?\" } }\n");
        await gateway.Admin.SaveAsync("name: parent\nnodes:\n  part: { type: subgraph, with: { graph: child } }\n  after: { type: rule, needs: [part], with: { output: 1 } }\n");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address);
        await page.GotoAsync("/graphs/parent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/executions/[0-9a-f-]{36}$"));
        var parent = page.Url;
        var part = page.Locator("details[data-node=part]");
        await Expect(part).ToHaveClassAsync(new Regex("s-running"));
        await part.Locator("summary").First.ClickAsync();
        await Expect(part.GetByRole(AriaRole.Link, new() { Name = "child" })).ToBeVisibleAsync();
        await Chromium.PictureAsync(page, "live-subgraph");

        await part.GetByRole(AriaRole.Link, new() { Name = "child" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Go on?" })).ToBeVisibleAsync();
        // A part of another is steered there.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run again" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await page.GetByRole(AriaRole.Link, new() { Name = "another execution" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(parent);
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await Expect(page.Locator("#events").GetByRole(AriaRole.Link, new() { Name = "completed" })).ToBeVisibleAsync();
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task Items_are_counted_as_they_end_and_those_that_failed_come_first()
    {
        var words = new Words();
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true, builder =>
        {
            builder.Services.AddSingleton(words);
            builder.AddLogosNode<Stepper>("step", Pool.Io);
        });
        await gateway.Admin.SaveAsync("""
            name: each
            nodes:
              list: { type: rule, with: { output: [1, 2, 3, 4, 5, 6] } }
              step: { type: step, needs: [list], foreach: { items: "${{ list }}", concurrency: 1 }, on_error: continue, with: { number: "${{ item }}" } }
            """);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address, 400, 800);
        await page.GotoAsync("/graphs/each");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var line = page.Locator("details[data-node=step]");
        await Expect(line).ToHaveClassAsync(new Regex("s-running"));
        await line.Locator("summary").First.ClickAsync();
        for (var done = 1; done <= 3; done++)
        {
            words.Next.Release();
            await Expect(line.Locator(".more")).ToContainTextAsync($"{done} of 6 items");
        }

        await Expect(line.Locator(".counts")).ToContainTextAsync("3 succeeded");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Chromium.PictureAsync(page, "live-items");
        words.Next.Release(3);

        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await Expect(line.Locator(".counts")).ToContainTextAsync("5 succeeded");
        await Expect(line.Locator(".counts")).ToContainTextAsync("1 failed");
        await Expect(line.Locator(".items li").First).ToContainTextAsync("item 3: four is too many");
        await Expect(line.Locator(".items li")).ToHaveCountAsync(6);
        await Chromium.PictureAsync(page, "items-failed");
        Assert.Empty(chromium.Complaints);
    }

    /// <summary>What is said next is said when the test says so.</summary>
    public sealed class Words
    {
        public SemaphoreSlim Next { get; } = new(0);
    }

    public sealed class Speaker(Words words) : NodeHandler<Speaker.Silent, string>
    {
        public override async Task<NodeResult<string>> RunAsync(Silent input, NodeContext context, CancellationToken cancellationToken)
        {
            foreach (var word in (string[])["Once", " upon <b>a</b> time"])
            {
                await words.Next.WaitAsync(cancellationToken);
                context.Progress(word);
            }

            await words.Next.WaitAsync(cancellationToken);
            return "said";
        }

        public sealed record Silent;
    }

    public sealed class Stepper(Words words) : NodeHandler<Stepper.Step, int>
    {
        public override async Task<NodeResult<int>> RunAsync(Step input, NodeContext context, CancellationToken cancellationToken)
        {
            await words.Next.WaitAsync(cancellationToken);
            return input.Number == 4 ? new Failure("four", FailureKind.Permanent, "four is too many") : input.Number;
        }

        public sealed record Step(int Number);
    }
}
