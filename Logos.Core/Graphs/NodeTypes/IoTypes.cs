using Logos.Core.Faults;
using Logos.Core.Graphs.Templates;
using static Logos.Core.Graphs.NodeTypes.Shape;

namespace Logos.Core.Graphs.NodeTypes;

internal static class IoTypes
{
    private static readonly Schema Url = Formatted(SchemaFormat.Uri, "the address, with its scheme");
    private static readonly Schema Headers = Map("headers; those that carry a key or a token read it from `secrets`", Text("its value"));
    private static readonly Schema Address = Formatted(SchemaFormat.Email, "an address");

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("http", Pool.Io, Object(
            "one request",
            Takes("method", Choice("the method", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")),
            Needs("url", Url),
            Takes("query", Map("parameters behind the `?`, encoded", Anything("text, a number, or a list of them"))),
            Takes("headers", Headers),
            Takes("auth", Either(
                "how the request proves who sends it",
                Object("a token", Needs("bearer", Secret("the token"))),
                Object("a name and a password", Needs("user", Filled("the name")), Needs("password", Secret("the password"))))),
            Takes("body", Anything("text as it is; everything else as JSON")),
            Takes("form", Map("a form instead of `body`", Anything("a field's value"))),
            Takes("expect", List("statuses that are a success; without it 200 to 299", Integer("a status", 100, 599))),
            Takes("response", Choice("what the node yields: the body by its type, as JSON, as text, or status, headers and body", "auto", "auto", "json", "text", "full"))))
        {
            Description = "Sends an HTTP request.",
            Output = "the body; with `response: full` `{status, headers, body}`",
            Effect = true,
            EffectOf = with => with["method"] is not (null or Template.Literal { Value.IsString: true }) || IsWriting(with),
            Check = CheckBody,
            Example = """
                order:
                  type: http
                  needs: [decide]
                  with:
                    method: POST
                    url: "${{ inputs.callback }}"
                    headers: { Authorization: "Bearer ${{ secrets.ORDER_TOKEN }}" }
                    body: "${{ decide }}"
                  retry: { attempts: 5, backoff: exponential, delay: 200ms, max_delay: 10s }
                  timeout: 10s
                """,
        },
        new("tool", Pool.Io, Object(
            "one call",
            Needs("name", Name("the tool, as the router lists it")),
            Takes("args", Map("its arguments"))))
        {
            Description = "Calls a tool of the router.",
            Output = "what the tool answers",
            Effect = true,
            Example = """
                clusters:
                  type: tool
                  with: { name: tetragnos, args: { texts: "${{ inputs.texts }}", k: 3 } }
                """,
        },
        new("slack", Pool.Io, Object(
            "one message",
            Needs("channel", Filled("the channel: `#purchasing`, or its id")),
            Takes("text", Formatted(SchemaFormat.Text, "the message; with `blocks` what notifications show")),
            Takes("blocks", List("the message in Block Kit", Map("one block"))),
            Takes("thread", Filled("the `ts` of a message to answer"))))
        {
            Description = "Posts a message to Slack.",
            Output = "`{channel, ts}`",
            Effect = true,
            Check = check =>
            {
                if (check.With["text"] is null && check.With["blocks"] is null)
                    check.Report(CoreCodes.MissingField, "`text` is missing", "write the message as `text`, or as `blocks`");
            },
            Example = """
                tell:
                  type: slack
                  needs: [decide]
                  with: { channel: "#purchasing", text: "Order over ${{ decide.grand_total }}" }
                """,
        },
        new("webhook", Pool.Io, Object(
            "one delivery",
            Needs("url", Url),
            Needs("payload", Anything("what is delivered, as JSON")),
            Takes("event", Filled("what happened, as a header says it")),
            Takes("headers", Headers),
            Takes("secret", Secret("signs the delivery, so that the receiver can tell that it is genuine"))))
        {
            Description = "Delivers a signed message to an address. Every try carries the same delivery id.",
            Output = "`{status, delivery_id}`",
            Effect = true,
            Idempotent = true,
            Example = """
                notify:
                  type: webhook
                  needs: [decide]
                  with:
                    url: https://example.com/hooks/orders
                    payload: { total: "${{ decide.grand_total }}" }
                    secret: "${{ secrets.HOOK_SECRET }}"
                """,
        },
        new("email", Pool.Io, Object(
            "one message",
            Takes("connection", Name("the mail server, when it is not the default one")),
            Takes("from", Address),
            Needs("to", Either("who gets it", Address, List("several", Address) with { MinItems = 1 })),
            Takes("cc", List("who gets a copy", Address)),
            Takes("bcc", List("who gets a copy that nobody sees", Address)),
            Takes("reply_to", Address),
            Needs("subject", Formatted(SchemaFormat.Text, "the subject")),
            Takes("text", Formatted(SchemaFormat.Text, "the message as text")),
            Takes("html", Formatted(SchemaFormat.Text, "the message as HTML"))))
        {
            Description = "Sends an e-mail.",
            Output = "`{message_id}`",
            Effect = true,
            Check = check =>
            {
                if (check.With["text"] is null && check.With["html"] is null)
                    check.Report(CoreCodes.MissingField, "`text` is missing", "write the message as `text`, as `html`, or as both");
            },
            Example = """
                mail:
                  type: email
                  needs: [decide]
                  with:
                    to: purchasing@example.com
                    subject: "Order ${{ decide.po_status }}"
                    text: "Total: ${{ decide.grand_total }}"
                """,
        },
    ];

    private static bool IsWriting(Template.Map with) =>
        with["method"] is Template.Literal method && method.Value.ToText() is not ("GET" or "HEAD");

    private static void CheckBody(TypeCheck check)
    {
        if (check.With["body"] is not null && check.With["form"] is { } form)
            check.Report(form, CoreCodes.FieldConflict, "`body` and `form` exclude each other", "keep one of the two");
        if (!IsWriting(check.With) && check.With["method"] is null or Template.Literal && (check.With["body"] ?? check.With["form"]) is { } sent)
            check.Report(sent, CoreCodes.FieldConflict, $"a {check.Text("method") ?? "GET"} request carries no body", "write `method: POST`, or put the values into `query`");
    }
}
