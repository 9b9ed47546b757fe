using System.Net;
using System.Text.RegularExpressions;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Security;

/// <summary>A route of the OpenAPI document.</summary>
internal sealed partial record Route(HttpMethod Method, string Path)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    /// <summary>Those that ask nobody who they are: health, the document itself, what is signed, and how one signs in.</summary>
    public bool IsOpen => Path.StartsWith("/health", StringComparison.Ordinal) || Path is "/ready" or "/sign-in" or "/sign-out" || Path.StartsWith("/openapi/", StringComparison.Ordinal) || Path.StartsWith("/api/v1/hooks/", StringComparison.Ordinal);

    public bool HasPlace => Path.Contains('{', StringComparison.Ordinal);

    public static async Task<IReadOnlyList<Route>> AllAsync(Api api)
    {
        var document = (await api.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);
        var routes = (from path in document.At("paths").EnumerateObject()
                      from method in path.Value.EnumerateObject()
                      where Methods.Contains(method.Name)
                      select new Route(HttpMethod.Parse(method.Name), path.Name)).ToList();
        Assert.True(routes.Count >= 30, $"the document tells {routes.Count} routes");
        return routes;
    }

    /// <summary>The path with something in each of its places.</summary>
    public string With(Func<string, string> places) => Place().Replace(Path, match => places(match.Groups[1].Value));

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Place();
}
