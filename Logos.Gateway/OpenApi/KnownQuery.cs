using Logos.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.OpenApi;

/// <summary>For routes whose handlers look at no query, or at some of it: what the route does not tell of is refused.</summary>
internal static class KnownQuery
{
    public static TBuilder KnowsItsQuery<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (invocation, next) =>
        {
            var query = new Query(invocation.HttpContext);
            foreach (var name in invocation.HttpContext.GetEndpoint()?.Metadata.GetMetadata<RouteTale>()?.Query ?? [])
                query.Text(name);
            return query.Refusal() is { } wrong ? wrong : await next(invocation);
        });
}
