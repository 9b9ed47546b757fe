using System.Net.Http.Headers;
using System.Text;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Http;

/// <summary>From what stands under <c>with</c> to a request.</summary>
internal static class RequestBuilder
{
    private const int MaxBody = 64 * 1024 * 1024;

    // These follow from the request, or would let it say that it is another one.
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect", "Proxy-Connection", "Proxy-Authorization", "Accept-Encoding",
    };

    public static OutboundRequest Build(NodeContext context)
    {
        var with = context.With;
        var headers = new List<KeyValuePair<string, string>>();
        AddHeaders(headers, with["headers"]);
        AddAuth(headers, with["auth"]);
        AddUnlessGiven(headers, "Accept", "*/*");
        AddUnlessGiven(headers, "User-Agent", "Logos");
        var request = new OutboundRequest(HttpMethod.Parse(with["method"].IsString ? with["method"].AsString() : "GET"), Address(with))
        {
            Headers = headers,
            Private = [.. SecretHeadersOf(context.Definition)],
        };
        return AddBody(request, with);
    }

    private static Uri Address(Value with)
    {
        // Not told in full: an address may carry a secret in its query.
        if (!Uri.TryCreate(with["url"].AsString().Trim(), UriKind.Absolute, out var uri))
            throw FailureException.Permanent(WorkersCodes.BadAddress, "`url` is no address: write it with its scheme, https://example.com/path");
        if (!with["query"].IsMap || with["query"].AsMap().Count == 0)
            return uri;
        var more = Pairs(with["query"]);
        return new UriBuilder(uri) { Query = uri.Query.Length > 1 ? $"{uri.Query}&{more}" : more }.Uri;
    }

    private static void AddHeaders(List<KeyValuePair<string, string>> headers, Value given)
    {
        if (!given.IsMap)
            return;
        foreach (var (name, value) in given.AsMap())
        {
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
                throw FailureException.Permanent(WorkersCodes.BadHeader, $"`{name}` is no name of a header");
            if (Own.Contains(name))
                throw FailureException.Permanent(WorkersCodes.BadHeader, $"the header `{name}` is set by Logos");
            if (value.IsNull)
                continue;
            if (value.AsString().Any(c => c is < ' ' or > '~' && c != '\t'))
                throw FailureException.Permanent(WorkersCodes.BadHeader, $"the value of the header `{name}` is not one line of ASCII");
            headers.Add(new(name, value.AsString()));
        }
    }

    private static void AddAuth(List<KeyValuePair<string, string>> headers, Value auth)
    {
        if (!auth.IsMap)
            return;
        if (headers.Exists(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)))
            throw FailureException.Permanent(WorkersCodes.BadHeader, "`auth` and the header `Authorization` exclude each other");
        var value = auth["bearer"] is { IsString: true } token
            ? $"Bearer {token.AsString()}"
            : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{auth["user"].ToText()}:{auth["password"].ToText()}"))}";
        if (value.Any(c => c is < ' ' or > '~'))
            throw FailureException.Permanent(WorkersCodes.BadHeader, "the token is not one line of ASCII");
        headers.Add(new("Authorization", value));
    }

    private static OutboundRequest AddBody(OutboundRequest request, Value with)
    {
        if (with["form"] is { IsMap: true } form)
            return Body(request, Encoding.UTF8.GetBytes(Pairs(form)), "application/x-www-form-urlencoded");
        if (with["body"] is not { IsNull: false } body)
            return request;
        if (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head)
            throw FailureException.Permanent(WorkersCodes.BadInput, $"a {request.Method} request carries no body");
        if (body.IsString)
            return Body(request, Encoding.UTF8.GetBytes(body.AsString()), "text/plain; charset=utf-8");
        var json = ValueJson.WriteUtf8(body, MaxBody) ?? throw FailureException.Permanent(WorkersCodes.BadInput, $"`body` is larger than {MaxBody / (1024 * 1024)} MiB");
        return Body(request, json, "application/json");
    }

    private static OutboundRequest Body(OutboundRequest request, byte[] bytes, string type)
    {
        var given = request.Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        if (given is not null && !MediaTypeHeaderValue.TryParse(given, out _))
            throw FailureException.Permanent(WorkersCodes.BadHeader, $"`{given}` is no content type");
        return request with { Body = bytes, ContentType = given ?? type, Headers = [.. request.Headers.Where(header => !header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))] };
    }

    /// <summary>A list gives its name once per item; what is null is left out.</summary>
    private static string Pairs(Value map) => string.Join('&', map.AsMap().SelectMany(
        member => member.Value.IsList ? member.Value.AsList() : Enumerable.Repeat(member.Value, member.Value.IsNull ? 0 : 1),
        (member, value) => $"{Uri.EscapeDataString(member.Key)}={Uri.EscapeDataString(value.ToText())}"));

    private static void AddUnlessGiven(List<KeyValuePair<string, string>> headers, string name, string value)
    {
        if (!headers.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
            headers.Add(new(name, value));
    }

    private static IEnumerable<string> SecretHeadersOf(Template.Map definition) =>
        from entry in (definition["headers"] as Template.Map ?? Template.Map.Empty).Entries
        where entry.Value.Formulas.Any(formula => formula.Expression.Reads.Any(path => path.Root == "secrets"))
        select entry.Name;
}
