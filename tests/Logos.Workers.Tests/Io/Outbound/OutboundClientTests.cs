using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Logos.Core.Work;
using Logos.Workers.Faults;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;
using Microsoft.AspNetCore.Http;

namespace Logos.Workers.Tests.Io.Outbound;

public sealed class OutboundClientTests
{
    // Stands in for the public internet: allowed, while 127.0.0.1 is not.
    private static readonly IPAddress Outside = IPAddress.Parse("127.0.0.2");

    private static readonly OutboundOptions Options = new() { AllowedNetworks = [Outside.ToString()] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    public async Task This_machine_is_not_called_however_it_is_written(string address)
    {
        await using var site = await Site.StartAsync(_ => Task.CompletedTask);
        using var client = new OutboundClient(Options);

        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(string.Format(address, site.Port))), Token));

        Assert.Equal((WorkersCodes.AddressRefused, FailureKind.Permanent), (refused.Failure.Code, refused.Failure.Kind));
        Assert.Empty(site.Requests);
    }

    [Theory]
    [InlineData("http://localhost.:{0}/")]
    [InlineData("http://①②⑦.⓪.⓪.①:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://0x7f000001.:{0}/")]
    public async Task Whatever_a_strange_name_resolves_to_this_machine_is_not_called(string address)
    {
        await using var site = await Site.StartAsync(_ => Task.CompletedTask);
        using var client = new OutboundClient(Options);

        await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(string.Format(address, site.Port))), Token));

        Assert.Empty(site.Requests);
    }

    [Fact]
    public async Task A_name_is_asked_for_once_and_the_connection_goes_where_it_led()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync("hello"));
        var answers = new Queue<IPAddress>([Outside, IPAddress.Loopback, IPAddress.Loopback]);
        using var client = new OutboundClient(Options, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));

        var answer = await client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "rebinding.test"))), Token);

        Assert.Equal("hello", System.Text.Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal(2, answers.Count);
        Assert.Equal(Outside, Assert.Single(site.Requests).At);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_a_moment_later_is_refused()
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        var answers = new Queue<IPAddress>([Outside, IPAddress.Loopback]);
        using var client = new OutboundClient(Options, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));

        await client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "rebinding.test"))), Token);
        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "rebinding.test"))), Token));

        Assert.Equal(WorkersCodes.AddressRefused, refused.Failure.Code);
        Assert.Single(site.Requests);
    }

    [Fact]
    public async Task A_redirect_to_what_must_not_be_called_is_refused()
    {
        await using var inside = await Site.StartAsync(_ => Task.CompletedTask);
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.Redirect(inside.Url("/admin"));
            return Task.CompletedTask;
        });
        using var client = new OutboundClient(Options);

        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "127.0.0.2"))), Token));

        Assert.Equal(WorkersCodes.AddressRefused, refused.Failure.Code);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:pass@127.0.0.2/")]
    public async Task A_redirect_is_checked_like_any_address(string target)
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.Headers.Location = target;
            context.Response.StatusCode = 302;
            return Task.CompletedTask;
        });
        using var client = new OutboundClient(Options);

        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "127.0.0.2"))), Token));

        Assert.Equal(WorkersCodes.BadAddress, refused.Failure.Code);
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_a_sixth_is_not()
    {
        await using var site = await Site.StartAsync(context =>
        {
            var left = int.Parse(context.Request.Path.Value![1..]);
            if (left > 0)
                context.Response.Redirect($"/{left - 1}");
            return Task.CompletedTask;
        });
        using var client = new OutboundClient(Options);

        var answer = await client.SendAsync(new(HttpMethod.Get, new(site.Url("/5", "127.0.0.2"))), Token);
        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/6", "127.0.0.2"))), Token));

        Assert.Equal((200, "/0"), (answer.Status, answer.Uri.AbsolutePath));
        Assert.Equal((WorkersCodes.BadRedirect, FailureKind.Permanent), (refused.Failure.Code, refused.Failure.Kind));
    }

    [Fact]
    public async Task Another_origin_gets_no_keys()
    {
        await using var other = await Site.StartAsync(_ => Task.CompletedTask);
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path == "/away" ? other.Url("/there", "127.0.0.2") : "/there");
            if (context.Request.Path == "/there")
                context.Response.StatusCode = 200;
            return Task.CompletedTask;
        });
        using var client = new OutboundClient(Options);
        var request = new OutboundRequest(HttpMethod.Get, new(site.Url("/near", "127.0.0.2")))
        {
            Headers = [new("Authorization", "Bearer x"), new("Cookie", "a=b"), new("X-Api-Key", "x"), new("X-Odd", "x"), new("Accept", "text/plain")],
            Private = ["x-odd"],
        };

        await client.SendAsync(request, Token);
        await client.SendAsync(request with { Uri = new(site.Url("/away", "127.0.0.2")) }, Token);

        var near = site.Requests.ElementAt(1);
        Assert.Equal(("Bearer x", "a=b", "x", "x"), (near.Header("Authorization"), near.Header("Cookie"), near.Header("X-Api-Key"), near.Header("X-Odd")));
        var away = Assert.Single(other.Requests);
        Assert.Equal((null, null, null, null, "text/plain"), (away.Header("Authorization"), away.Header("Cookie"), away.Header("X-Api-Key"), away.Header("X-Odd"), away.Header("Accept")));
    }

    [Theory]
    [InlineData(301, "POST", "GET", "")]
    [InlineData(302, "POST", "GET", "")]
    [InlineData(303, "POST", "GET", "")]
    [InlineData(303, "PUT", "GET", "")]
    [InlineData(302, "PUT", "PUT", "body")]
    [InlineData(307, "POST", "POST", "body")]
    [InlineData(308, "POST", "POST", "body")]
    public async Task A_redirect_keeps_the_method_or_turns_it_into_GET_as_its_status_says(int status, string method, string then, string body)
    {
        await using var site = await Site.StartAsync(context =>
        {
            if (context.Request.Path == "/")
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "/next";
            }

            return Task.CompletedTask;
        });
        using var client = new OutboundClient(Options);

        await client.SendAsync(new(HttpMethod.Parse(method), new(site.Url("/", "127.0.0.2"))) { Body = "body"u8.ToArray(), ContentType = "text/plain" }, Token);

        var second = site.Requests.ElementAt(1);
        Assert.Equal((then, body), (second.Method, second.Body));
        Assert.Equal(body.Length > 0 ? "text/plain" : null, second.Header("Content-Type"));
    }

    [Theory]
    [InlineData("https://a.test/", "http://a.test/", false)]
    [InlineData("https://a.test/", "https://b.test/", true)]
    [InlineData("http://a.test/", "https://a.test/", true)]
    public void No_redirect_leads_from_https_to_http(string from, string to, bool follows)
    {
        var request = new OutboundRequest(HttpMethod.Get, new(from));
        var answer = new OutboundAnswer(302, null, [new("location", to)], default, request.Uri);

        if (follows)
            Assert.Equal(new(to), Redirects.Next(request, answer).Uri);
        else
            Assert.Equal(WorkersCodes.BadRedirect, Assert.Throws<FailureException>(() => Redirects.Next(request, answer)).Failure.Code);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("")]
    public async Task An_answer_is_read_up_to_its_limit_which_counts_what_is_unpacked(string encoding)
    {
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            var body = context.Response.Body;
            await using var packed = encoding switch
            {
                "gzip" => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true),
                _ => (Stream)new BufferedStream(body),
            };
            var zeros = new byte[64 * 1024];
            var pieces = int.Parse(context.Request.Path.Value![1..]);
            for (var i = 0; i < pieces && !context.RequestAborted.IsCancellationRequested; i++)
                await packed.WriteAsync(zeros, context.RequestAborted);
        });
        using var client = new OutboundClient(Options with { MaxAnswerBytes = 1024 * 1024 });

        var fits = await client.SendAsync(new(HttpMethod.Get, new(site.Url("/16", "127.0.0.2"))), Token);
        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/100000", "127.0.0.2"))), Token));

        Assert.Equal(1024 * 1024, fits.Body.Length);
        Assert.Equal((WorkersCodes.AnswerTooLarge, FailureKind.Permanent), (refused.Failure.Code, refused.Failure.Kind));
    }

    [Theory]
    [InlineData(200, 10)]
    [InlineData(1, 100_000)]
    public async Task Too_many_headers_or_too_large_ones_are_refused(int count, int length)
    {
        await using var site = await Site.StartAsync(context =>
        {
            for (var i = 0; i < count; i++)
                context.Response.Headers[$"X-{i}"] = new string('x', length);
            return Task.CompletedTask;
        });
        using var client = new OutboundClient(Options);

        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "127.0.0.2"))), Token));

        Assert.Equal((WorkersCodes.AnswerTooLarge, FailureKind.Permanent), (refused.Failure.Code, refused.Failure.Kind));
    }

    [Fact]
    public async Task Nobody_at_the_other_end_may_be_somebody_later()
    {
        using var taken = new TcpListener(Outside, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        using var client = new OutboundClient(Options, (host, _) => host == "nowhere.test" ? throw new SocketException((int)SocketError.HostNotFound) : Task.FromResult<IPAddress[]>([]));

        foreach (var address in new[] { $"http://127.0.0.2:{port}/", "http://nowhere.test/", "http://empty.test/" })
        {
            var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(address)), Token));
            Assert.Equal((WorkersCodes.Unreachable, FailureKind.Transient), (refused.Failure.Code, refused.Failure.Kind));
        }
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_does_not_answer()
    {
        await using var site = await Site.StartAsync(_ => Task.CompletedTask);
        using var client = new OutboundClient(Options with { AllowedNetworks = ["127.0.0.2", "::1"] }, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, Outside]));

        Assert.Equal(200, (await client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "two.test"))), Token)).Status);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_a_passing_failure()
    {
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("begin");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var client = new OutboundClient(Options);

        var refused = await Assert.ThrowsAsync<FailureException>(() => client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "127.0.0.2"))), Token));

        Assert.Equal((WorkersCodes.Unreachable, FailureKind.Transient), (refused.Failure.Code, refused.Failure.Kind));
    }

    [Fact]
    public async Task No_proxy_stands_in_between()
    {
        await using var site = await Site.StartAsync(_ => Task.CompletedTask);
        using var proxy = new TcpListener(Outside, 0);
        proxy.Start();
        Environment.SetEnvironmentVariable("HTTP_PROXY", $"http://127.0.0.2:{((IPEndPoint)proxy.LocalEndpoint).Port}");
        try
        {
            using var client = new OutboundClient(Options);

            Assert.Equal(200, (await client.SendAsync(new(HttpMethod.Get, new(site.Url("/", "127.0.0.2"))), Token)).Status);
            Assert.False(proxy.Pending());
        }
        finally
        {
            Environment.SetEnvironmentVariable("HTTP_PROXY", null);
        }
    }
}
