using System.Text.RegularExpressions;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

/// <summary>Whatever graphs and executions say is data, wherever it stands.</summary>
[Trait("Needs", "chromium")]
public sealed class HostileTests
{
    private const string Evil = """</script></textarea></pre></title><script>hacked = 1; alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>" onfocus="alert(4)" autofocus x="' onmouseover='alert(5) {{7*7}} javascript:alert(6)""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_inputs_outputs_and_errors_are_shown_and_never_run()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        var evil = ValueJson.Write(Evil.Replace("{{", "{ {", StringComparison.Ordinal));
        await PageTests.SaveAsync(gateway, $$$$"""
            { "name": "evil", "description": {{{{evil}}}},
              "inputs": { "text": { "type": "string", "description": {{{{evil}}}}, "default": {{{{evil}}}} },
                          "choice": { "type": "string", "enum": ["a", {{{{evil}}}}], "default": {{{{evil}}}} },
                          "list": { "type": "array", "default": [{{{{evil}}}}] } },
              "nodes": {
                "echo": { "type": "rule", "with": { "output": { "said": "${{ inputs.text }}", "link": "javascript:alert(7)" } } },
                "wrong": { "type": "assert", "on_error": "continue", "with": { "checks": [ { "that": "inputs.text == 'x'", "message": {{{{evil}}}} } ] } },
                "signal": { "type": "wait", "with": { "signal": "${{ inputs.text }}" } },
                "ask": { "type": "approval", "with": { "message": {{{{evil}}}}, "approvers": ["anybody", {{{{evil}}}}],
                    "form": { "type": "object", "properties": { {{{{evil}}}}: { "type": "string", "description": {{{{evil}}}}, "default": {{{{evil}}}} }, "n": { "type": "number" } } } } } },
              "outputs": { "said": "${{ echo.said }}" } }
            """);
        var engine = gateway.Services.GetRequiredService<EngineAccess>();
        var inputs = ValueMap.From([new("text", Evil), new("choice", "a"), new("list", ValueList.From([Value.From(Evil)]))]);
        var submission = await engine.Client.PrepareAsync("default", "evil", 0, Payload.Of(inputs), null, new Dictionary<string, string> { [Evil] = Evil }, $"token:{Evil}:0123456789abcdef", Token);
        submission = submission with { Head = submission.Head with { GraphVersion = 1 } };
        await engine.Client.SubmitAsync(submission, Token);
        var page = await chromium.OpenAsync(gateway.Address);
        var execution = $"/executions/{submission.Head.Id}";

        await page.GotoAsync(execution);
        await Expect(page.Locator("details[data-node=wrong]")).ToHaveClassAsync(new Regex("s-failed"));
        await Expect(page.Locator("#waits section")).ToHaveCountAsync(2);
        await HarmlessAsync(page);

        // Typed values come back in the form.
        await page.Locator("[name='form.n']").FillAsync(Evil);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await HarmlessAsync(page);
        await Chromium.PictureAsync(page, "hostile-execution");

        await page.GotoAsync("/graphs/evil");
        await HarmlessAsync(page);
        await page.GetByLabel("list").FillAsync(Evil);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.GetByLabel("list")).ToHaveValueAsync(Evil);
        await HarmlessAsync(page);

        foreach (var path in (string[])["/", "/graphs", $"/executions?tag={Uri.EscapeDataString(Evil)}&graph={Uri.EscapeDataString(Evil)}", $"/executions?tag={Uri.EscapeDataString($"{Evil}:{Evil}")}"])
        {
            await page.GotoAsync(path);
            await HarmlessAsync(page);
        }

        Assert.Empty(chromium.Complaints);

        // Where nothing is, the browser itself complains of the status.
        await page.GotoAsync($"/graphs/{Uri.EscapeDataString(Evil)}");
        await HarmlessAsync(page);
        Assert.All(chromium.Complaints, complaint => Assert.Contains("404", complaint, StringComparison.Ordinal));
    }

    private static async Task HarmlessAsync(IPage page)
    {
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(each => { each.open = true; })");
        Assert.Equal("undefined", await page.EvaluateAsync<string>("typeof hacked"));
        Assert.Equal("[]", await page.EvaluateAsync<string>("""
            JSON.stringify([...document.querySelectorAll('*')].filter(e =>
              (e.localName === 'script' && !e.src.includes('/assets/console.js')) ||
              (e.localName === 'img' && !e.src.includes('/assets/logos.svg')) ||
              [...e.attributes].some(a => a.name.startsWith('on') || (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(a.name) && !/^[\/#]/.test(a.value) && !e.src?.startsWith(location.origin)))
            ).map(e => e.outerHTML))
            """));
    }
}
