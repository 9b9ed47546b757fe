using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Logos.Gateway.OpenApi;

/// <summary><c>/openapi/v1.json</c>: every route of the API, with examples.</summary>
internal static class OpenApiEndpoints
{
    private const string Name = "v1";
    private const string Api = "api/v1";

    public static void AddOpenApiDocument(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(Name, options =>
        {
            options.ShouldInclude = route => route.RelativePath?.StartsWith(Api, StringComparison.Ordinal) == true;
            options.AddDocumentTransformer(OpenApiTransform.DocumentAsync);
            options.AddOperationTransformer(OpenApiTransform.OperationAsync);
            options.AddSchemaTransformer(OpenApiTransform.SchemaAsync);
        });
        builder.Services.AddSingleton<OpenApiText>();
    }

    // It tells nothing of any workspace. Closed all the same: every route but health asks who is there, and a token that reads is easily made.
    public static void MapOpenApiDocument(this IEndpointRouteBuilder app) =>
        app.MapGet($"/openapi/{Name}.json", FindAsync).Requires(Access.Scope.Read).ExcludeFromDescription();

    private static async Task<FileContentHttpResult> FindAsync(OpenApiText text) => TypedResults.Bytes(await text.Written, "application/json");

    /// <summary>Written once: the routes do not change.</summary>
    internal sealed class OpenApiText([FromKeyedServices(Name)] IOpenApiDocumentProvider documents)
    {
        private readonly Lazy<Task<byte[]>> _written = new(() => WriteAsync(documents));

        public Task<byte[]> Written => _written.Value;

        private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider documents)
        {
            var document = await documents.GetOpenApiDocumentAsync();
            using var to = new MemoryStream();
            await document.SerializeAsJsonAsync(to, OpenApiSpecVersion.OpenApi3_1);
            return to.ToArray();
        }
    }
}
