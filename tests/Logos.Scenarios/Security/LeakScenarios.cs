using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Security;

/// <summary>
/// A secret goes every way that a graph can send it, and is then looked for wherever something can be read. Needs a
/// deployment that nobody else uses, and that logs as much as it can.
/// </summary>
public abstract class LeakScenarios(Deployment deployment)
{
    // With what encodings differ about; found in no other text.
    private const string Value = "qZ7\"<&>+/=ü ~v9Kx%2Bsecret'Xw3\\Tn8";

    private const string Graph = """
        name: leaking
        inputs: { items: { type: array, default: [1, 2] }, filling: { type: string, required: true } }
        nodes:
          header: { type: http, timeout: 10s, with: { url: SITE/echo, headers: { X-Key: "${{ hash(secrets.LEAK) }}", X-Plain: "${{ secrets.PLAIN }}" } } }
          body: { type: http, timeout: 10s, with: { method: POST, url: SITE/echo, body: { key: "${{ secrets.LEAK }}", deep: [{ more: "a ${{ secrets.LEAK }} b" }] }, response: full } }
          text: { type: http, timeout: 10s, with: { method: POST, url: SITE/echo, body: "${{ secrets.LEAK }}" } }
          form: { type: http, timeout: 10s, with: { method: POST, url: SITE/echo, form: { key: "${{ secrets.LEAK }}" } } }
          query: { type: http, timeout: 10s, with: { url: SITE/echo, query: { key: "${{ secrets.LEAK }}" } } }
          bearer: { type: http, timeout: 10s, with: { url: SITE/echo, auth: { bearer: "${{ secrets.PLAIN }}" } } }
          basic: { type: http, timeout: 10s, with: { url: SITE/echo, auth: { user: me, password: "${{ secrets.LEAK }}" } } }
          refused: { type: http, timeout: 10s, on_error: continue, with: { method: POST, url: SITE/scold/400, query: { key: "${{ secrets.LEAK }}" }, headers: { X-Key: "${{ secrets.PLAIN }}" }, body: "${{ secrets.LEAK }}" } }
          busy: { type: http, timeout: 10s, retry: { attempts: 3, delay: 1ms }, on_error: continue, with: { method: POST, url: SITE/scold/503, body: "${{ secrets.LEAK }}" } }
          nowhere: { type: http, timeout: 10s, on_error: continue, with: { url: "http://127.0.0.1:1/${{ secrets.PLAIN }}" } }
          noaddress: { type: http, timeout: 10s, on_error: continue, with: { url: "${{ secrets.LEAK }}" } }
          badheader: { type: http, timeout: 10s, on_error: continue, with: { url: SITE/echo, headers: { X-Key: "${{ secrets.LEAK }}" } } }
          rule: { type: rule, with: { let: { key: "${{ secrets.LEAK }}" }, output: { upper: "${{ upper(key) }}", joined: "x${{ key }}y", list: ["${{ key }}"] } } }
          facts: { type: grl, with: { rules: "rule \"R\" no-loop { when key != \"\" then copy = key; }", facts: { key: "${{ secrets.LEAK }}" } } }
          check: { type: assert, on_error: continue, with: { checks: [{ that: len(run.graph) > 99, message: "the key is ${{ secrets.LEAK }}" }] } }
          broken: { type: rule, on_error: continue, with: { output: "${{ json(secrets.LEAK) }}" } }
          each: { type: http, timeout: 10s, foreach: { items: "${{ inputs.items }}" }, with: { method: POST, url: SITE/echo, body: "${{ item }} ${{ secrets.LEAK }}" } }
          large: { type: http, timeout: 10s, with: { method: POST, url: SITE/echo, body: "${{ inputs.filling }}${{ secrets.LEAK }}" } }
          undone:
            type: http
            timeout: 10s
            with: { method: POST, url: SITE/echo, body: "${{ secrets.LEAK }}" }
            compensate: { type: http, timeout: 10s, with: { method: POST, url: SITE/scold/400, body: "undo ${{ secrets.LEAK }}" } }
          cached: { type: http, timeout: 10s, cache: { ttl: 1h }, with: { method: POST, url: SITE/echo, body: "${{ secrets.LEAK }}" } }
          after: { type: rule, needs: [header, body, text, form, query, bearer, basic, refused, busy, nowhere, noaddress, badheader, rule, facts, check, broken, each, large, undone, cached], join: done, with: { output: { all: ["${{ body }}", "${{ refused.$error.message }}", "${{ rule }}"] } } }
          end: { type: assert, needs: [after], with: { checks: [{ that: len(run.graph) > 99, message: "it ends badly with ${{ secrets.LEAK }}" }] } }
        """;

    [Fact]
    public async Task A_secret_is_nowhere_to_be_found()
    {
        using var api = deployment.Admin;
        var plain = "Pln" + string.Concat(Enumerable.Range(0, 6).Select(i => "aZ4" + (char)('k' + i)));
        foreach (var (name, value) in new[] { ("LEAK", Value), ("PLAIN", plain) })
            (await api.PutAsync($"/api/v1/secrets/{name}", new { value })).Good();
        (await api.PutAsync("/api/v1/connections/leaky", new { type = "postgres", host = "db.example.com", database = "d", user = "u", password = Value })).Good();
        var graph = await api.GraphAsync(Graph);
        var read = new List<(string Where, string Text)>();
        foreach (var tag in new[] { "first", "second" })
        {
            var execution = await api.ExecuteAsync(graph, new { filling = new string('f', 150_000) }, new { tag });
            var heard = new StringBuilder();
            await foreach (var told in api.EventsAsync(execution))
                heard.Append(CultureInfo.InvariantCulture, $"{told.EventType} {told.Data}\n");
            read.Add(("the events", heard.ToString()));
            // It went all the ways there are, and none of them ended it before.
            Assert.Equal("failed", (await api.NodeOfAsync(execution, "end")).Text("status"));
            foreach (var path in new[] { "", "/nodes", "/results", "/timeline?limit=500" })
                read.Add((path, (await api.GetAsync($"/api/v1/executions/{execution}{path}")).Good().Json.GetRawText()));
            foreach (var node in await api.AllAsync($"/api/v1/executions/{execution}/nodes"))
            {
                var output = await api.GetAsync($"/api/v1/executions/{execution}/nodes/{node.GetProperty("id").GetString()}/output");
                read.Add(($"the output of {node.GetProperty("id")}", output.Json.GetRawText()));
            }

            (await api.PostAsync($"/api/v1/executions/{execution}/rerun", new { })).Good();
        }

        foreach (var path in new[] { "/secrets", "/secrets/LEAK", "/connections", "/connections/leaky", "/audit?limit=500", $"/graphs/{graph}", $"/graphs/{graph}/status", $"/graphs/{graph}/results", "/executions?limit=100" })
            read.Add((path, (await api.GetAsync("/api/v1" + path)).Good().Json.GetRawText()));
        foreach (var path in new[] { "/metrics", "/health", "/", $"/graphs/{graph}", "/executions" })
            read.Add((path, (await api.GetAsync(path)).Json.GetRawText()));
        var (lone, broken) = (JsonSerializer.Serialize(Value), (await api.PutAsync("/api/v1/secrets/LEAK", new { vale = Value })));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.Status);
        read.Add(("a refusal", broken.Json.GetRawText()));
        var cut = await api.SendAsync(HttpMethod.Put, "/api/v1/secrets/LEAK", new StringContent($$"""{"value": {{lone}}, """, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, cut.Status);
        read.Add(("another refusal", cut.Json.GetRawText()));
        await deployment.RestartAsync();
        read.Add(("the log", deployment.Log));
        foreach (var (value, what) in new[] { (Value, "the secret"), (plain, "the plain secret") })
        {
            var forms = Forms(value);
            foreach (var (where, text) in read)
                Search(where, Encoding.UTF8.GetBytes(text), what, forms);
            foreach (var (name, content) in deployment.Kept())
                Search(name, content, what, forms);
        }
    }

    [Fact]
    public async Task A_token_is_kept_and_logged_nowhere()
    {
        using var api = deployment.Admin;
        var made = (await api.PostAsync("/api/v1/tokens", new { name = "kept", scope = "run" })).Good().Text("token");
        using var with = deployment.With(made);
        (await with.GetAsync("/api/v1/me")).Good();
        (await with.GetAsync($"/api/v1/graphs?token={made}")).Json.GetRawText();
        using var wrong = deployment.With(made + "x");
        (await wrong.GetAsync("/api/v1/me")).Expect(HttpStatusCode.Unauthorized);
        await deployment.RestartAsync();
        var first = Encoding.UTF8.GetBytes(Secret(deployment.AdminToken));
        foreach (var token in new[] { made, deployment.AdminToken })
        {
            foreach (var (name, content) in deployment.Kept())
                Search(name, content, "a token", [("itself", Encoding.UTF8.GetBytes(Secret(token)))]);
        }

        Search("the log", Encoding.UTF8.GetBytes(deployment.Log), "a token", [("itself", Encoding.UTF8.GetBytes(Secret(made)))]);
        // The first one is printed once, to whoever started the server.
        Assert.True(Encoding.UTF8.GetBytes(deployment.Log).AsSpan().Count(first) <= 1);
    }

    private static string Secret(string token) => token.Split('_', 3)[2];

    private static void Search(string where, byte[] content, string what, IEnumerable<(string Form, byte[] Bytes)> forms)
    {
        foreach (var (form, bytes) in forms)
        {
            var at = content.AsSpan().IndexOf(bytes);
            Assert.True(at < 0, at < 0 ? "" : $"{what} as {form} stands in {where}: …{Encoding.UTF8.GetString(content.AsSpan(Math.Max(0, at - 200), Math.Min(200, at)))}");
        }
    }

    private static List<(string Form, byte[] Bytes)> Forms(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        var forms = new List<(string, string)>
        {
            ("itself", value), ("upper case", value.ToUpperInvariant()), ("lower case", value.ToLowerInvariant()),
            ("JSON", JsonSerializer.Serialize(value)[1..^1]), ("JSON, relaxed", JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)), ("HTML", WebUtility.HtmlEncode(value)),
            ("an address", Uri.EscapeDataString(value)), ("a form", WebUtility.UrlEncode(value)), ("hex", Convert.ToHexString(utf8)), ("lower hex", Convert.ToHexStringLower(utf8)),
            ("JSON in JSON", JsonSerializer.Serialize(JsonSerializer.Serialize(value)[1..^1])[1..^1]),
        };
        // Base64 within a longer text: at each of the three places that it can begin at, without the ends that the text around decides.
        for (var shift = 0; shift < 3; shift++)
        {
            var whole = Convert.ToBase64String([.. new byte[shift], .. utf8]);
            var inner = whole[(shift == 0 ? 0 : 4)..(whole.Length / 4 * 4 - 4)];
            forms.Add(($"base64 at {shift}", inner));
            forms.Add(($"base64 of addresses at {shift}", inner.Replace('+', '-').Replace('/', '_')));
        }

        return [.. forms.Distinct().Select(form => (form.Item1, Encoding.UTF8.GetBytes(form.Item2))), ("UTF-16", Encoding.Unicode.GetBytes(value))];
    }
}
