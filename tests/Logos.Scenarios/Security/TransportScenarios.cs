using System.IO.Compression;
using System.Net;
using System.Text;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Security;

/// <summary>Clients that are slow, large, or do not keep to the protocol.</summary>
public abstract class TransportScenarios(Deployment deployment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Two_hundred_that_never_finish_their_headers_keep_nobody_else_waiting()
    {
        using var api = deployment.Admin;
        var slow = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RawConnection.OpenAsync(deployment.Address)));
        foreach (var connection in slow)
            await connection.SendAsync($"POST /api/v1/graphs HTTP/1.1\r\nHost: {deployment.Address.Authority}\r\nX-Slow: ");
        for (var i = 0; i < 20; i++)
            (await api.GetAsync("/api/v1/graphs").WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).Good();
        foreach (var connection in slow)
            connection.Dispose();
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        using var connection = await RawConnection.OpenAsync(deployment.Address);
        await connection.SendAsync($"POST /api/v1/graphs HTTP/1.1\r\nHost: {deployment.Address.Authority}\r\nAuthorization: Bearer {deployment.AdminToken}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{");
        var status = await connection.StatusAsync(Patience);
        Assert.True(status is null || status.Contains(" 408 ", StringComparison.Ordinal), status);
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/tokens HTTP/1.1\r\n\r\n")]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}  ")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("X-A: b\0c\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("X A: b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(" folded: b\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_request_with_two_meanings_is_refused(string rest)
    {
        using var connection = await RawConnection.OpenAsync(deployment.Address);
        await connection.SendAsync($"POST /api/v1/graphs/validate HTTP/1.1\r\nHost: {deployment.Address.Authority}\r\nAuthorization: Bearer {deployment.AdminToken}\r\nContent-Type: application/json\r\n{rest}");
        var status = await connection.StatusAsync(Patience);
        Assert.True(status is null || status.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), status);
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("169.254.169.254")]
    [InlineData("localhost.evil.example.com")]
    public async Task Another_sites_name_is_not_this_servers(string host)
    {
        using var connection = await RawConnection.OpenAsync(deployment.Address);
        await connection.SendAsync($"GET /api/v1/graphs HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {deployment.AdminToken}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 421", await connection.StatusAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_all_measure_are_refused()
    {
        using var connection = await RawConnection.OpenAsync(deployment.Address);
        await connection.SendAsync($"GET /health HTTP/1.1\r\nHost: {deployment.Address.Authority}\r\nX-Large: {new string('a', 60_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await connection.StatusAsync(Patience), StringComparison.Ordinal);
        using var many = await RawConnection.OpenAsync(deployment.Address);
        await many.SendAsync($"GET /health HTTP/1.1\r\nHost: {deployment.Address.Authority}\r\n{string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: a\r\n"))}\r\n");
        Assert.StartsWith("HTTP/1.1 431", await many.StatusAsync(Patience), StringComparison.Ordinal);
        using var far = await RawConnection.OpenAsync(deployment.Address);
        await far.SendAsync($"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: {deployment.Address.Authority}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 414", await far.StatusAsync(Patience), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NONSENSE\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n", "HTTP/1.1 505 HTTP Version Not Supported")]
    public async Task What_is_no_request_is_answered_with_a_status_and_the_end_of_the_connection(string sent, string status)
    {
        using var connection = await RawConnection.OpenAsync(deployment.Address);
        await connection.SendAsync(sent);

        var answer = await connection.AllAsync(Patience);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_unpacks_to_a_multiple_is_refused(string encoding)
    {
        using var api = deployment.Admin;
        var packed = new MemoryStream();
        await using (Stream packing = encoding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true), "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true), _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true) })
        {
            var zeros = new byte[1 << 20];
            zeros.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 100; i++)
                await packing.WriteAsync(zeros, TestContext.Current.CancellationToken);
        }

        foreach (var path in new[] { "/api/v1/graphs", "/api/v1/graphs/validate", "/api/v1/tokens" })
        {
            var bomb = new ByteArrayContent(packed.ToArray());
            bomb.Headers.ContentType = new("application/json");
            bomb.Headers.ContentEncoding.Add(encoding);
            Assert.Contains((int)(await api.PostAsync(path, bomb)).Status, new[] { 400, 413, 415 });
        }
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_use_what_a_browser_knows()
    {
        using var api = deployment.Admin;
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/graphs");
        request.Headers.Add("Origin", "https://evil.example.com");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task What_a_caller_writes_comes_back_in_no_header()
    {
        using var api = deployment.Admin;
        foreach (var path in new[] { "/api/v1/graphs/x%0d%0aX-Injected:%201", "/api/v1/graphs?after=x%0d%0aX-Injected:%201", "/api/v1/executions?tag=a:%0d%0aX-Injected:%201" })
        {
            var answer = await api.GetAsync(path);
            Assert.True((int)answer.Status < 500, $"{path}: {answer.Json}");
            Assert.False(answer.Headers.Contains("X-Injected"));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/graphs") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "k\u0001\u007f");
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{response.StatusCode}");
    }

    [Fact]
    public async Task Answers_cannot_be_taken_for_something_else()
    {
        using var api = deployment.Admin;
        foreach (var path in new[] { "/api/v1/graphs", "/api/v1/me", "/health", "/openapi/v1.json" })
        {
            using var response = await api.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(response.Headers.Contains("Server"));
        }
    }
}
