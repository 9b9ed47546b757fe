using Logos.Core.Faults;
using Logos.Rules.Faults;

namespace Logos.Core.Tests.Graphs;

/// <summary>Secrets are named in a definition and never written into it: what is one, and what only looks like one.</summary>
public sealed class SecretTests
{
    [Theory]
    [InlineData("body: { password: x }", "nodes.call.with.body.password")]
    [InlineData("body: { password: 12345 }", "nodes.call.with.body.password")]
    [InlineData("body: { login: [{ user: a, dbPassword: x }] }", "nodes.call.with.body.login[0].dbPassword")]
    [InlineData("body: { oauth: { client_secret: x } }", "nodes.call.with.body.oauth.client_secret")]
    [InlineData("body: { apiKey: abc }", "nodes.call.with.body.apiKey")]
    [InlineData("body: { api_key: abc }", "nodes.call.with.body.api_key")]
    [InlineData("body: { APIKey: abc }", "nodes.call.with.body.APIKey")]
    [InlineData("body: { access_token: abc }", "nodes.call.with.body.access_token")]
    [InlineData("body: { password: hunter2 }", "nodes.call.with.body.password")]
    [InlineData("body: { token: 8f3a9b2c1d }", "nodes.call.with.body.token")]
    [InlineData("body: { labels: { password: 8f3a9b2c1d } }", "nodes.call.with.body.labels.password")]
    [InlineData("body: { secret: AbCdEfGhIjKlMnOpQrStUvWxYz }", "nodes.call.with.body.secret")]
    [InlineData("headers: { Cookie: 'theme=dark; sid=8f3a9b2c1d' }", "nodes.call.with.headers.Cookie")]
    [InlineData("body: { note: sk-8f3a9b2c1d8f3a9b2c1d is my key }", "nodes.call.with.body.note")]
    [InlineData("form: { private-key: abc }", "nodes.call.with.form.private-key")]
    [InlineData("query: { api_key: abc }", "nodes.call.with.query.api_key")]
    [InlineData("body: { authorization: Basic YTpi }", "nodes.call.with.body.authorization")]
    [InlineData("body: { request: { Headers: { Authorization: abc } } }", "nodes.call.with.body.request.Headers.Authorization")]
    [InlineData("headers: { X-Auth-Token: abc }", "nodes.call.with.headers.X-Auth-Token")]
    [InlineData("body: { note: sk_live_abcdefghijklmnop }", "nodes.call.with.body.note")]
    [InlineData("body: { callback: 'https://a.example/?x=1&token=abc' }", "nodes.call.with.body.callback")]
    [InlineData("body: { callback: 'https://a.example/?sig=abc' }", "nodes.call.with.body.callback")]
    [InlineData("body: { callback: 'https://a.example/?api%5Fkey=abc#x' }", "nodes.call.with.body.callback")]
    [InlineData("body: { callback: 'https://a.example/?id=${{ inputs.x }}&api_key=abc' }", "nodes.call.with.body.callback")]
    [InlineData("body: { callback_url: '/answer?access_token=abc' }", "nodes.call.with.body.callback_url")]
    [InlineData("body: { next: '${{ inputs.x }}/answer?password=abc' }", "nodes.call.with.body.next")]
    [InlineData("body: { store: 'postgres://me:word@db/orders' }", "nodes.call.with.body.store")]
    [InlineData("body: { store: 'postgres://me:w@rd@${{ inputs.x }}/orders' }", "nodes.call.with.body.store")]
    public void A_secret_that_is_written_down_is_a_fault(string setting, string path)
    {
        var fault = Assert.Single(Graph(setting).Faults, fault => fault.Code == CoreCodes.LiteralSecret);

        Assert.Equal(path, fault.Path);
        Assert.DoesNotContain("abc", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body: { password: '${{ secrets.PASSWORD }}' }")]
    [InlineData("body: { password: '${{ inputs.x }}', token: '${{ inputs.x }}' }")]
    [InlineData("body: { password: '', client_secret: null, api_key: ~ }")]
    [InlineData("body: { password_policy: strict, password_length: 12, secret_name: DB, token_count: 3, max_tokens: 500 }")]
    [InlineData("body: { page_token: abc, next_token: abc, cancellationToken: x, keyboard: x, monkey: y, key: k, primary_key: id }")]
    [InlineData("body: { password: required, api_key: string, secret: true }")]
    [InlineData("body: { properties: { password: { type: string, description: at least 12 } }, required: [password] }")]
    [InlineData("body: { authorization: required, cookie: chocolate }")]
    [InlineData("headers: { X-CSRF-Token: Fetch, Cookie: 'consent=yes; theme=dark' }")]
    [InlineData("body: { labels: { password: Passwort, token: Zeichen }, note: sk-learn is a library for learning }")]
    [InlineData("body: { note: sk-1 is a region, other: sk-learn-tutorial-page }")]
    [InlineData("headers: { Authorization: 'Bearer ${{ secrets.T }}', Idempotency-Key: abc, X-Password-Policy: strict }")]
    [InlineData("body: { a: 'https://a.example/?token=${{ secrets.T }}', b: 'https://a.example/?token=&page_token=abc&x=1' }")]
    [InlineData("body: { a: 'https://me:${{ secrets.T }}@a.example', b: 'https://me@a.example', c: 'https://a.example/a:b@c' }")]
    [InlineData("body: { a: 'is it a token=abc?', b: 'what? token=abc', c: '/search?token=abc' }")]
    public void What_is_no_secret_raises_no_alarm(string setting) =>
        Assert.DoesNotContain(Graph(setting).Faults, fault => fault.Code == CoreCodes.LiteralSecret);

    [Theory]
    [InlineData("body: { token: NOUN }")]
    [InlineData("body: { secret: Santa }")]
    public void What_may_be_one_is_a_warning(string setting)
    {
        var fault = Assert.Single(Graph(setting).Faults, fault => fault.Code == CoreCodes.LiteralSecret);

        Assert.Equal(Severity.Warning, fault.Severity);
        Assert.EndsWith("may hold a secret that is written in the definition", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type: rule, with: { output: { token: NOUN, secret: Santa, labels: { password: Passwort }, pin: { password: 1234 } } }", "")]
    [InlineData("type: rule, with: { output: { password: auth.password.label, api_key: Enter your key } }", "")]
    [InlineData("type: rule, with: { output: { api_key: 8f3a9b2c1d } }", "Error")]
    [InlineData("type: mongo, with: { connection: a, collection: b, operation: find, projection: { password: 0, api_key: 0, token: 1 } }", "")]
    [InlineData("type: mongo, with: { connection: a, collection: b, operation: find, filter: { password: { $exists: true } }, projection: { password: $hash } }", "")]
    [InlineData("type: mongo, with: { connection: a, collection: b, operation: update_many, filter: {}, update: { $rename: { token: id_token, password: passwd }, $unset: { api_key: x } } }", "")]
    [InlineData("type: mongo, with: { connection: a, collection: b, operation: update_many, filter: {}, update: { $set: { password: hunter2 } } }", "Error")]
    [InlineData("type: postgres, with: { connection: a, query: 'select @password', params: { password: hunter2 } }", "Error")]
    public void What_a_node_does_with_it_counts(string node, string severity) => Assert.Equal(severity, string.Join(' ', Loading.Yaml($$"""
        name: one
        nodes:
          only: { timeout: 5s, {{node}} }
        """).Faults.Where(fault => fault.Code == CoreCodes.LiteralSecret || fault.Code == CoreCodes.BadSyntax).Select(fault => fault.Severity)));

    [Fact]
    public void The_address_itself_is_looked_into()
    {
        var reading = Loading.Yaml("""
            name: one
            nodes:
              call:
                type: http
                timeout: 5s
                with: { url: "https://example.com/list?api_key=12345&page=2" }
            """);

        var fault = Assert.Single(reading.Faults);
        Assert.Equal("`url` holds a secret that is written in the definition: `api_key` in the address's query", fault.Message);
        Assert.Equal("keep it with `logos secrets set API_KEY` and write `${{ secrets.API_KEY }}`", fault.Hint);
    }

    [Theory]
    [InlineData("type: subgraph, with: { graph: other, inputs: { t: '${{ secrets.TOK }}' } }", "nodes.a.with.inputs.t", "`with` of a node of type `subgraph`")]
    [InlineData("type: subgraph, foreach: { items: [1] }, with: { graph: other, inputs: { t: ['x ${{ secrets.TOK }}'] } }", "nodes.a.with.inputs.t[0]", "`with` of a node of type `subgraph`")]
    [InlineData("type: approval, with: { message: 'Take ${{ secrets.TOK }}?' }", "nodes.a.with.message", "`with` of a node of type `approval`")]
    [InlineData("type: wait, with: { until: '${{ secrets.TOK }}' }", "nodes.a.with.until", "`with` of a node of type `wait`")]
    [InlineData("type: loop, with: { graph: other, until: last.x, max: 3, inputs: { t: '${{ secrets.TOK }}' } }", "nodes.a.with.inputs.t", "`with` of a node of type `loop`")]
    [InlineData("type: rule, when: 'secrets.TOK == \"x\"', with: { output: { y: 1 } }", "nodes.a.when", "`when`")]
    [InlineData("type: rule, foreach: { items: '${{ split(secrets.TOK) }}' }, with: { output: { y: 1 } }", "nodes.a.foreach.items", "`foreach.items`")]
    [InlineData("type: rule, on_error: { fallback: { y: '${{ secrets.TOK }}' } }, with: { output: { y: 1 } }", "nodes.a.on_error.fallback.y", "`on_error.fallback`")]
    public void Where_no_worker_takes_part_a_secret_cannot_be_read(string node, string path, string place)
    {
        var reading = Loading.Yaml($$$"""
            name: one
            nodes:
              a: { {{{node}}} }
            """);

        var fault = Assert.Single(reading.Faults, fault => fault.Code == CoreCodes.SecretNotHere);
        Assert.Equal(path, fault.Path);
        Assert.Equal($"{place} is recorded, and a secret may not be", fault.Message);
        Assert.Equal("secrets are resolved by workers: read `${{ secrets.NAME }}` under `with` of the node that uses it", fault.Hint);
    }

    private static Core.Graphs.GraphReading Graph(string setting) => Loading.Yaml($$$"""
        name: one
        inputs:
          x: { type: string }
        nodes:
          call:
            type: http
            timeout: 5s
            with:
              method: POST
              url: "https://example.com/${{ inputs.x }}"
              {{{setting}}}
        """);
}
