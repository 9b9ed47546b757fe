using Logos.Core.Faults;
using static Logos.Core.Graphs.NodeTypes.Shape;

namespace Logos.Core.Graphs.NodeTypes;

internal static class AiTypes
{
    private static readonly Schema Message = Object(
        "one message",
        Needs("role", Choice("who speaks", null, "system", "user", "assistant")),
        Needs("content", Formatted(SchemaFormat.Text, "what is said")));

    public static IReadOnlyList<NodeType> All { get; } =
    [
        Model("openai", "Asks a model of OpenAI, or of a service that speaks its protocol.", "gpt-4o-mini", hasKey: true),
        Model("claude", "Asks a model of Anthropic.", "claude-sonnet-4-5", hasKey: true),
        Model("ollama", "Asks a model that runs on Ollama.", "llama3.2", hasKey: false),
        Model("ai", "Asks whichever model the server has as its default: the graph names no provider.", null, hasKey: false),
        new("embed", Pool.Ai, Object(
            "one text or several",
            Needs("input", Either("what to embed", Formatted(SchemaFormat.Text, "one text"), List("several texts", Formatted(SchemaFormat.Text, "one text")))),
            Takes("provider", Choice("whose model", null, "openai", "ollama")),
            Takes("model", Filled("the model")),
            Takes("dimensions", Integer("how many numbers per text", 1, 16384))))
        {
            Description = "Turns text into vectors.",
            Output = "`{vectors, model, dimensions}`: one vector per text",
            Deterministic = true,
            Idempotent = true,
            DefaultTimeout = TimeSpan.FromSeconds(60),
            Example = """
                vector:
                  type: embed
                  with: { input: "${{ inputs.question }}" }
                """,
        },
    ];

    private static NodeType Model(string name, string description, string? model, bool hasKey)
    {
        List<SchemaProperty> properties =
        [
            Takes("prompt", Formatted(SchemaFormat.Text, "what is asked")),
            Takes("messages", List("a whole conversation, instead of `prompt`", Message) with { MinItems = 1 }),
            Takes("system", Formatted(SchemaFormat.Text, "what the model is told about its part")),
            model is null ? Takes("model", Filled("a model other than the default")) : Needs("model", Filled("the model") with { Examples = [model] }),
            Takes("temperature", Number("0 is the most predictable", 0, 2)),
            Takes("max_tokens", Integer("how long the answer may be", 1)),
            Takes("stop", List("texts that end the answer", Filled("one of them"))),
            Takes("response", Choice("`json` parses the answer, and fails when it is none", "text", "text", "json")),
            Takes("schema", Map("a JSON schema that a `json` answer has to fit")),
        ];
        if (name != "ai")
            properties.Add(Takes("base_url", Formatted(SchemaFormat.Uri, "another address of the service")));
        if (hasKey)
            properties.Add(Takes("api_key", Secret("a key other than the server's own")));
        return new(name, Pool.Ai, Object("what to ask, and how", [.. properties]))
        {
            Description = description,
            Output = "`{text, json, model, usage: {input_tokens, output_tokens}, degraded}`; `json` only with `response: json`",
            Idempotent = true,
            DefaultTimeout = TimeSpan.FromMinutes(2),
            Check = CheckPrompt,
            Example = $$$"""
                summary:
                  type: {{{name}}}
                  needs: [article]
                  with:
                    {{{(model is null ? "" : $"model: {model}\n    ")}}}prompt: "Summarise in three sentences: ${{ article.text }}"
                    temperature: 0.2
                """,
        };
    }

    private static void CheckPrompt(TypeCheck check)
    {
        if (check.With["prompt"] is null && check.With["messages"] is null)
            check.Report(CoreCodes.MissingField, "`prompt` is missing", "say what is asked, or give the whole conversation as `messages`");
        if (check.With["prompt"] is not null && check.With["messages"] is { } messages)
            check.Report(messages, CoreCodes.FieldConflict, "`prompt` and `messages` exclude each other", "put the prompt as the last message");
    }
}
