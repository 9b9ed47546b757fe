using System.Net;
using System.Text.Json;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Tests.OpenApi;

public sealed class OpenApiTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await Gateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_document_is_the_one_that_is_checked_in()
    {
        var document = (await _gateway.Admin.GetStringAsync("/openapi/v1.json", Token)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var file = Path.Combine(Root(), "docs", "schema", "openapi.json");

        if (Environment.GetEnvironmentVariable("LOGOS_ACCEPT") == "1")
            await File.WriteAllTextAsync(file, document, Token);

        Assert.True(document == (File.Exists(file) ? await File.ReadAllTextAsync(file, Token) : ""), "docs/schema/openapi.json is not what the routes say. Write it anew with LOGOS_ACCEPT=1 ./test.sh --filter Gateway and read the diff.");
    }

    [Fact]
    public async Task Every_route_has_a_summary_and_an_example_and_stands_in_the_document()
    {
        var document = JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/openapi/v1.json", Token)).RootElement;
        var told = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                told.Add($"{operation.Name} {path.Name}");
                Assert.True(operation.Value.TryGetProperty("summary", out var summary) && summary.GetString()!.EndsWith('.'), $"{operation.Name} {path.Name} has no summary");
                var text = operation.Value.GetRawText();
                Assert.True(text.Contains("\"example\":", StringComparison.Ordinal) || operation.Value.GetProperty("responses").TryGetProperty("204", out _), $"{operation.Name} {path.Name} has no example");
            }
        }

        var routes = from endpoint in _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     where endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal)
                     from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                     select $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "", StringComparison.Ordinal)}";
        Assert.Equal(routes.Order(), told.Order());
    }

    [Fact]
    public async Task Every_part_of_a_path_is_declared_and_every_answer_has_an_example()
    {
        var document = JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/openapi/v1.json", Token)).RootElement;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var declared = Parameters(operation.Value).Where(each => each.GetProperty("in").GetString() == "path").Select(each => each.GetProperty("name").GetString()!);
                Assert.Equal(path.Name.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).Order(), declared.Order());
                foreach (var answer in operation.Value.GetProperty("responses").EnumerateObject().Where(each => each.Name[0] == '2' && each.Value.TryGetProperty("content", out _)))
                    Assert.All(answer.Value.GetProperty("content").EnumerateObject(), media => Assert.True(media.Value.TryGetProperty("example", out _), $"{operation.Name} {path.Name} has no example of {answer.Name}"));
            }
        }

        Assert.Superset(new HashSet<string> { "action", "by", "target", "from", "until", "limit", "after" }, Names(document, "/api/v1/audit", "get"));
        Assert.Superset(new HashSet<string> { "Idempotency-Key" }, Names(document, "/api/v1/tokens", "post"));

        static IEnumerable<JsonElement> Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : [];
        static HashSet<string> Names(JsonElement document, string path, string method) => [.. Parameters(document.GetProperty("paths").GetProperty(path).GetProperty(method)).Select(each => each.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task No_route_takes_a_parameter_that_it_does_not_know()
    {
        var document = JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/openapi/v1.json", Token)).RootElement;
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => !path.Name.StartsWith("/api/v1/hooks/", StringComparison.Ordinal)))
        {
            var address = path.Name.Replace("{id}", "0199f1a0-7c00-7000-8000-000000000001", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            foreach (var operation in path.Value.EnumerateObject())
            {
                using var request = new HttpRequestMessage(new(operation.Name.ToUpperInvariant()), address + "?zzz=1") { Content = operation.Name is "post" or "put" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null };

                var answer = await _gateway.Admin.SendAsync(request, Token);

                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{operation.Name} {path.Name} is answered {(int)answer.StatusCode}");
                Assert.Equal(ApiCodes.WrongQuery, await answer.CodeAsync());
            }
        }
    }

    [Fact]
    public void The_page_of_the_api_names_every_route_and_its_scope()
    {
        var page = File.ReadAllLines(Path.Combine(Root(), "docs", "api.md"));
        var told = page.Where(line => line.Contains(" /api/v1/", StringComparison.Ordinal) && line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split(" | ")).Select(cells => $"{cells[0][2..]} {cells[1]}");

        var routes = from endpoint in _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     where endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal)
                     from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                     let scope = endpoint.Metadata.GetMetadata<OpenToAll>() is not null ? "none" : ScopeNames.Of(endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope ?? Scope.Admin)
                     select $"`{method} {endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "", StringComparison.Ordinal)}` {scope}";
        Assert.Equal(routes.Order(), told.Order());
    }

    [Fact]
    public async Task The_example_of_a_graph_can_be_saved_and_executed()
    {
        var document = JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/openapi/v1.json", Token)).RootElement;
        var bodies = document.GetProperty("paths").GetProperty("/api/v1/graphs").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        var execute = document.GetProperty("paths").GetProperty("/api/v1/graphs/{id}/execute").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");

        var yaml = await _gateway.Admin.PostYamlAsync("/api/v1/graphs", bodies.GetProperty("application/yaml").GetProperty("example").GetString()!);
        var json = await _gateway.Admin.PostTextAsync("/api/v1/graphs", bodies.GetProperty("application/json").GetProperty("example").GetRawText());
        var answer = await _gateway.Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", execute.GetRawText()).JsonAsync();

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (yaml.StatusCode, json.StatusCode));
        Assert.Equal("Hello, Ada!", answer.GetProperty("results").GetProperty("greeting").GetString());
    }

    [Fact]
    public async Task Who_is_nobody_is_not_shown_it()
    {
        using var client = _gateway.Anonymous();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/openapi/v1.json", Token)).StatusCode);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
