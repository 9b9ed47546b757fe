using System.Net.Http.Json;
using Logos.Core.Executions;
using Logos.Rules.Values;

namespace Logos.Gateway.Tests.Console;

/// <summary>A workspace with one of everything, in which whatever may be any text is the same one.</summary>
internal sealed record FilledSite(string Waiting, string Failed, IReadOnlyList<string> Paths)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FilledSite> FillAsync(Gateway gateway, string text)
    {
        var json = ValueJson.Write(text);
        await PageTests.SaveAsync(gateway, $$$$"""
            { "name": "filled", "description": {{{{json}}}},
              "inputs": { "text": { "type": "string", "description": {{{{json}}}}, "default": {{{{json}}}} },
                          "choice": { "type": "string", "enum": ["a", {{{{json}}}}], "default": {{{{json}}}} },
                          "names": { "type": "array", "items": { "type": "string" }, "default": [{{{{json}}}}] },
                          "list": { "type": "array", "default": [{{{{json}}}}] } },
              "nodes": {
                "echo": { "type": "rule", "with": { "output": { "said": "${{ inputs.text }}", "link": "javascript:alert(7)" } } },
                "wrong": { "type": "assert", "on_error": "continue", "with": { "checks": [ { "that": "inputs.text == 'x'", "message": {{{{json}}}} } ] } },
                "each": { "type": "assert", "foreach": { "items": "${{ inputs.list }}" }, "on_error": "continue", "with": { "checks": [ { "that": "item == 'x'", "message": {{{{json}}}} } ] } },
                "signal": { "type": "wait", "with": { "signal": "${{ inputs.text }}" } },
                "ask": { "type": "approval", "with": { "message": {{{{json}}}}, "approvers": ["anybody", {{{{json}}}}],
                    "form": { "type": "object", "properties": { {{{{json}}}}: { "type": "string", "description": {{{{json}}}}, "default": {{{{json}}}} }, "n": { "type": "number" } } } } } },
              "outputs": { "said": "${{ echo.said }}" } }
            """);
        await PageTests.SaveAsync(gateway, $$$"""{ "name": "fails", "inputs": { "text": { "type": "string" } }, "nodes": { "wrong": { "type": "assert", "with": { "checks": [ { "that": "inputs.text == 'x'", "message": {{{json}}} } ] } } } }""");
        var waiting = await StartAsync("filled");
        await gateway.Admin.WaitsAsync(waiting, "ask");
        var failed = await StartAsync("fails");
        await gateway.Admin.EndedAsync(failed);

        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/NAMED", new { value = "hunter2-hunter2" }, Token);
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/shop", new { type = "postgres", host = text, database = text, note = text, password = "hunter2-hunter2" }, Token);
        await PageTests.PostAsync(gateway.Admin, "/schedules", ("name", text[..Math.Min(100, text.Length)]), ("graph", "filled"), ("cron", "15 5 * * 1"), ("inputs", ""));
        await PageTests.PostAsync(gateway.Admin, "/tokens", ("name", text[..Math.Min(100, text.Length)]), ("scope", "read"), ("roles", text[..Math.Min(100, text.Length)].Replace(',', ';')));
        var webhook = (await gateway.Admin.PostTextAsync("/api/v1/webhooks", $$$$"""{ "name": {{{{ValueJson.Write(text[..Math.Min(100, text.Length)])}}}}, "graph": "filled", "test_mode": true, "headers": ["X-Shop"], "inputs": { "text": "${{ body.text }}", "choice": {{{{json}}}} } }""").JsonAsync()).GetProperty("id").GetGuid();
        using var anonymous = gateway.Anonymous();
        await anonymous.PostAsJsonAsync($"/api/v1/hooks/{webhook}", new { text }, Token);

        var any = Uri.EscapeDataString(text);
        return new(
            $"/executions/{waiting}",
            $"/executions/{failed}",
            [
                "/", "/graphs", "/graphs/filled", "/graphs/filled?version=1", "/submit", "/executions", $"/executions?tag={any}&graph={any}", $"/executions?tag={any}%3A{any}",
                $"/executions/{waiting}", $"/executions/{failed}", "/schedules", "/connections", "/connections/shop", "/connections?type=postgres", "/connections?type=", "/secrets", "/webhooks", $"/webhooks/{webhook}", "/tokens",
                "/audit", $"/audit?by={any}&target={any}&action={any}&from=2020-01-01", $"/audit?from={any}", $"/sign-in?return={any}",
            ]);

        async Task<Guid> StartAsync(string graph)
        {
            var inputs = graph == "fails" ? ValueMap.From([new("text", text)]) : ValueMap.From([new("text", text), new("choice", "a"), new("list", ValueList.From([Value.From(text)])), new("names", ValueList.From([Value.From(text)]))]);
            var submission = await gateway.Engine.Client.PrepareAsync("default", graph, 0, Payload.Of(inputs), null, new Dictionary<string, string> { [text] = text }, $"token:{text}:0123456789abcdef", Token);
            submission = submission with { Head = submission.Head with { GraphVersion = 1 } };
            await gateway.Engine.Client.SubmitAsync(submission, Token);
            return submission.Head.Id;
        }
    }
}
