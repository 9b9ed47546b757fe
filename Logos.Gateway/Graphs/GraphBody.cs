using Logos.Core.Graphs;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Gateway.Limits;
using Logos.Gateway.Requests;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Graphs;

/// <summary>A definition that was sent, read and found good.</summary>
/// <param name="Place">Given back when it has been worked through; before the answer, which a caller may read slowly.</param>
internal sealed record GraphBody(GraphDefinition Graph, IEnumerable<Fault> Warnings, ReadOnlyMemory<byte> Utf8, IDisposable? Place) : IDisposable
{
    public static async ValueTask<Given<GraphBody>> ReadAsync(HttpContext context, NodeTypeRegistry types, long most)
    {
        if (FormatOf(context.Request.ContentType) is not { } format)
        {
            return new Problem(415, ServiceCodes.WrongContent, context.Request.ContentType is { Length: > 0 } type ? $"the body is `{RequestBody.Shown(type)}`, and a graph is YAML or JSON" : "the request does not say whether the graph is YAML or JSON")
            {
                Hint = "send `Content-Type: application/yaml`, or `application/json`",
            };
        }

        var body = await RequestBody.ReadAsync(context, most);
        if (body.Refused is { } refused)
            return refused;
        var place = await context.RequestServices.GetRequiredService<GraphGate>().EnterAsync(body.Value.Length, context.RequestAborted);
        GraphBody? good = null;
        try
        {
            var reading = GraphLoader.Load(body.Value.Span, format, types);
            if (reading.IsValid)
                return good = new GraphBody(reading.Graph!, reading.Warnings, body.Value, place);
            var errors = reading.Errors.ToList();
            return Problem.Of(422, $"the graph has {errors.Count:N0} faults", errors);
        }
        finally
        {
            if (good is null)
                place?.Dispose();
        }
    }

    public void Dispose() => Place?.Dispose();

    private static GraphFormat? FormatOf(string? contentType) => contentType switch
    {
        { Length: > 0 } when RequestBody.IsJson(contentType) => GraphFormat.Json,
        { Length: > 0 } when RequestBody.IsYaml(contentType) => GraphFormat.Yaml,
        _ => null,
    };
}
