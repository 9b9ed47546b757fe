using System.Net;
using System.Text;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Limits;

/// <summary>What is too much is refused with what would be right, and what is no route says so.</summary>
public abstract class LimitScenarios(Deployment deployment)
{
    [Fact]
    public async Task Every_answer_carries_the_id_that_the_caller_gave()
    {
        using var api = deployment.Admin;
        api.Http.DefaultRequestHeaders.Add("X-Request-ID", "mine.1_2-3");
        Assert.Equal("mine.1_2-3", Assert.Single((await api.GetAsync("/api/v1/graphs")).Good().Headers.GetValues("X-Request-ID")));
        var told = (await api.GetAsync("/api/v1/graphs/nobody-has-this-name")).Expect(HttpStatusCode.NotFound);
        Assert.Equal("mine.1_2-3", told.Text("request_id"));
    }

    [Fact]
    public async Task An_id_that_cannot_be_one_is_made_anew()
    {
        using var api = deployment.Admin;
        api.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Request-ID", "<script>" + new string('x', 100));
        var given = Assert.Single((await api.GetAsync("/api/v1/graphs")).Good().Headers.GetValues("X-Request-ID"));
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", given);
    }

    [Fact]
    public async Task What_is_no_route_and_what_a_route_does_not_take_are_told_apart()
    {
        using var api = deployment.Admin;
        (await api.GetAsync("/api/v1/nothing")).Problem(HttpStatusCode.NotFound, "LGS7003");
        (await api.PutAsync("/api/v1/graphs", new { })).Problem(HttpStatusCode.MethodNotAllowed, "LGS7004");
    }

    [Fact]
    public async Task Inputs_that_are_too_large_are_refused_before_they_are_read()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync("name: any\ninputs: { x: { type: any } }\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.x }}\" } }\n");
        var endless = new StreamContent(new Endless(200L * 1024 * 1024));
        endless.Headers.ContentType = new("application/json");
        HttpStatusCode status;
        try
        {
            status = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", endless)).Status;
        }
        catch (HttpRequestException)
        {
            // The server answers and closes while the caller still sends.
            status = HttpStatusCode.RequestEntityTooLarge;
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task Inputs_that_are_nested_without_end_are_refused()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync("name: any\ninputs: { x: { type: any } }\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.x }}\" } }\n");
        var deep = string.Concat(Enumerable.Repeat("[", 50_000)) + string.Concat(Enumerable.Repeat("]", 50_000));
        var told = await api.PostAsync($"/api/v1/graphs/{graph}/execute", new StringContent("{\"inputs\":{\"x\":" + deep + "}}", Encoding.UTF8, "application/json"));
        Assert.Contains((int)told.Status, new[] { 400, 422 });
        (await api.GetAsync("/health/live")).Good();
    }

    [Fact]
    public async Task Outputs_that_are_too_large_fail_their_node()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: flood
            nodes:
              get: { type: http, timeout: 60s, with: { url: SITE/long/70000000, response: text } }
            """);
        Assert.Equal("failed", ended.Text("status"));
        Assert.Contains(ended.Text("error.code"), new[] { "LGS5044", "LGS5006" });
    }

    [Fact]
    public async Task Health_is_told_to_everybody_and_nothing_else()
    {
        using var nobody = deployment.With(null);
        foreach (var path in new[] { "/health/live", "/health/ready", "/ready", "/health" })
            (await nobody.GetAsync(path)).Good();
        (await nobody.GetAsync("/api/v1/graphs")).Problem(HttpStatusCode.Unauthorized, "LGS7101");
    }

    /// <summary>A list that has no end within what is asked of it.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, now).Fill((byte)'[');
            _left -= now;
            return now;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
