using System.Net;
using System.Net.Http.Json;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Secrets;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests.Secrets;

public sealed class SecretTests
{
    private const string Value = "s3cr3t-0123456789+/=&?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_told_by_its_name_and_never_by_its_value()
    {
        await using var gateway = await Gateway.StartAsync();

        var made = await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/API_KEY", new { value = Value }, Token);
        var changed = await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/API_KEY", new { value = Value + "2" }, Token);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var told = await gateway.Admin.GetAsync("/api/v1/secrets/API_KEY", Token).JsonAsync();
        Assert.Equal(["name", "version", "changed_at"], told.EnumerateObject().Select(member => member.Name));
        Assert.Equal(2, told.GetProperty("version").GetInt32());
        Assert.Equal("API_KEY", (await gateway.Admin.GetAsync("/api/v1/secrets", Token).JsonAsync()).GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync("/api/v1/secrets/API_KEY", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.GetAsync("/api/v1/secrets/API_KEY", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.DeleteAsync("/api/v1/secrets/API_KEY", Token)).StatusCode);
    }

    [Fact]
    public async Task A_secret_occurs_in_no_answer_no_row_no_file_and_no_log()
    {
        var heard = new HeardLog();
        await using var service = await Echo.StartAsync();
        await using var gateway = await Gateway.StartAsync(
            also: builder => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(heard),
            settings: Echo.Allowed);
        var told = new List<string>();
        await TellAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/API_KEY", new { value = Value }, Token));
        await TellAsync(gateway.Admin.GetAsync("/api/v1/secrets/API_KEY", Token));
        await TellAsync(gateway.Admin.GetAsync("/api/v1/secrets", Token));
        await TellAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/API_KEY", new { value = Value, valve = Value }, Token));
        await TellAsync(gateway.Admin.PutAsync("/api/v1/secrets/API_KEY", new StringContent($"{{\"value\":{Value}}}", Encoding.UTF8, "application/json"), Token));
        await gateway.SaveAsync($$$"""
            name: call
            nodes:
              ask:
                type: http
                with: { method: POST, url: "{{{service.Address}}}/echo", headers: { X-Key: "${{ secrets.API_KEY }}", X-Given: "${{ secrets.GIVEN }}" }, body: { key: "${{ secrets.API_KEY }}" } }
            outputs: { answer: "${{ ask }}" }
            """);

        var ended = await gateway.RunAsync("call");

        Assert.True(ended.Row.Status == ExecutionStatus.Completed, ended.Row.Error?.Message);
        var results = ended.Row.Results!.Read().ToJson();
        Assert.Contains("***", results, StringComparison.Ordinal);
        told.Add(results);
        told.AddRange(ended.Nodes.Select(node => $"{node.Input?.Read().ToJson()} {node.Output?.Read().ToJson()}"));
        told.Add(heard.Text);
        foreach (var file in Directory.EnumerateFiles(gateway.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, Token);
            Assert.True(memory.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Value)) < 0, file);
            Assert.True(memory.ToArray().AsSpan().IndexOf("s3cr3t"u8) < 0, file);
        }

        Assert.All(told, text => Assert.DoesNotContain("s3cr3t", text, StringComparison.Ordinal));
        Assert.All(told, text => Assert.DoesNotContain("given-at-the-start", text, StringComparison.Ordinal));

        async Task TellAsync(Task<HttpResponseMessage> asked)
        {
            var answer = await asked;
            told.Add(answer.Headers + await answer.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task What_is_changed_the_next_task_sees()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "first" }, Token);
        var secrets = new StoredSecrets(gateway.Engine.Documents, gateway.Engine.Keys, Core.Work.GivenSecrets.None);
        Assert.Equal("first", await secrets.FindAsync("default", "KEY", Token));

        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "second" }, Token);

        Assert.Equal("second", await secrets.FindAsync("default", "KEY", Token));
        Assert.Null(await secrets.FindAsync("other", "KEY", Token));
    }

    [Fact]
    public async Task Another_workspaces_secret_is_not_there()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "ours" }, Token);
        using var other = await gateway.ClientAsync(Scope.Admin, "other");

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/api/v1/secrets/KEY", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync("/api/v1/secrets/KEY", Token)).StatusCode);
        Assert.Empty((await other.GetAsync("/api/v1/secrets", Token).JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("bad-name", "x")]
    [InlineData("1st", "x")]
    [InlineData("..%2f..%2fetc", "x")]
    [InlineData("GOOD", "")]
    public async Task What_cannot_be_a_secret_is_refused(string name, string value)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.PutAsJsonAsync($"/api/v1/secrets/{name}", new { value }, Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(SecretCodes.BadSecret, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Many_that_change_one_secret_at_once_leave_one_that_can_be_read()
    {
        await using var gateway = await Gateway.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = $"value-{i}" }, Token)));

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Conflict));
        var secrets = new StoredSecrets(gateway.Engine.Documents, gateway.Engine.Keys, Core.Work.GivenSecrets.None);
        Assert.StartsWith("value-", await secrets.FindAsync("default", "KEY", Token), StringComparison.Ordinal);
    }
}
