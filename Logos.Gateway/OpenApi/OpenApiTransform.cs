using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Requests;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Logos.Gateway.OpenApi;

/// <summary>Writes into the document what routes tell of themselves.</summary>
internal static partial class OpenApiTransform
{
    private const string Problem = "Problem";
    private const string Bearer = "token";
    private const string Json = "application/json";

    public static Task DocumentAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = "Logos", Version = "v1", Description = "Graphs, run durably. Lists page by cursor, errors are problem details with a code, and what is not known is refused." };
        // Where it is served says where it is.
        document.Servers = [];
        document.AddComponent(Problem, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What is wrong and what to do, after RFC 9457.",
            Required = new HashSet<string> { "title", "status", "code", "detail", "request_id" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["title"] = Text("the status in words"),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["code"] = Text($"such as {GatewayCodes.NoSuchGraph}; docs/errors.md lists them"),
                ["detail"] = Text("what is wrong"),
                ["hint"] = Text("what to do about it"),
                ["request_id"] = Text("the same as in the header `X-Request-ID`"),
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Description = "every fault that is known: code, message, path, line, column, hint", Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
            },
        });
        document.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "`logos token new` makes one." },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    /// <summary>Types that are read and written in a way of their own: nobody but this says what comes of it.</summary>
    public static Task SchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        else if (type == typeof(DateTimeOffset?))
            (schema.Type, schema.Format) = (JsonSchemaType.String | JsonSchemaType.Null, "date-time");
        else if (type == typeof(IReadOnlyList<DateTimeOffset>))
            (schema.Type, schema.Items) = (JsonSchemaType.Array, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        return Task.CompletedTask;
    }

    public static Task OperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Description = metadata.OfType<RequiredScope>().LastOrDefault() is { } needed ? $"Needs the scope `{ScopeNames.Of(needed.Scope)}`." : null;
        operation.Responses ??= [];
        AddPathParameters(operation, context.Description.RelativePath ?? "");
        foreach (var id in context.Description.ParameterDescriptions.Where(each => each.ParameterDescriptor?.ParameterType == typeof(GivenId)))
        {
            if (operation.Parameters?.FirstOrDefault(each => each.Name == id.Name)?.Schema is OpenApiSchema schema)
                schema.Format = "uuid";
        }

        if (metadata.OfType<RouteTale>().LastOrDefault() is { } tale)
            Tell(operation, tale);
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "It is refused.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, context.Document) } },
        };
        return Task.CompletedTask;
    }

    private static void Tell(OpenApiOperation operation, RouteTale tale)
    {
        operation.Summary = tale.Summary;
        operation.Parameters ??= [];
        foreach (var name in tale.Query)
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = QueryTales.Of(name), Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        if (tale.TakesKey)
            operation.Parameters.Add(new OpenApiParameter { Name = IdempotencyKey.Header, In = ParameterLocation.Header, Description = "The same key and body give the same answer for 24 hours.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        if (tale.Body is not null || tale.Yaml is not null)
            operation.RequestBody = Body(tale, operation.RequestBody);
        if (tale.Answer is null && tale.Status != 204)
            return;
        var key = tale.Status.ToString(CultureInfo.InvariantCulture);
        if (!operation.Responses!.TryGetValue(key, out var response) || response is not OpenApiResponse known)
            operation.Responses[key] = known = new OpenApiResponse();
        known.Description = known.Description is { Length: > 0 } said ? said : Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(tale.Status);
        if (tale.AnswerNode is not { } example)
            return;
        known.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (!known.Content.TryGetValue(tale.AnswerType, out var content))
            known.Content[tale.AnswerType] = content = new() { Schema = new OpenApiSchema { Type = tale.AnswerType == Json ? JsonSchemaType.Object : JsonSchemaType.String } };
        content.Example = example;
        var other = tale.OtherAnswer is null ? example : JsonNode.Parse(tale.OtherAnswer);
        foreach (var media in operation.Responses.Where(each => each.Key != key).SelectMany(each => each.Value.Content?.Values ?? []))
            media.Example ??= other;
    }

    // Those that a handler takes from the request itself are not seen in its signature.
    private static void AddPathParameters(OpenApiOperation operation, string path)
    {
        operation.Parameters ??= [];
        foreach (Match name in PathParameter().Matches(path))
        {
            if (!operation.Parameters.Any(parameter => parameter.In == ParameterLocation.Path && parameter.Name == name.Groups[1].Value))
                operation.Parameters.Insert(0, new OpenApiParameter { Name = name.Groups[1].Value, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }

    [GeneratedRegex(@"\{([A-Za-z]+)[^}]*\}")]
    private static partial Regex PathParameter();

    private static OpenApiRequestBody Body(RouteTale tale, IOpenApiRequestBody? described)
    {
        var content = new Dictionary<string, OpenApiMediaType>();
        if (tale.Body is { } json)
            content[Json] = new() { Example = JsonNode.Parse(json), Schema = described?.Content is { } known && known.TryGetValue(Json, out var media) && media.Schema is { } schema ? schema : new OpenApiSchema { Type = JsonSchemaType.Object } };
        if (tale.Yaml is { } yaml)
            content["application/yaml"] = new() { Example = JsonValue.Create(yaml), Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        return new() { Content = content };
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
