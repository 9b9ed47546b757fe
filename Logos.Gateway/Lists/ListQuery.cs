using System.Globalization;
using Logos.Core.Documents;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Lists;

/// <summary><c>?limit=50&amp;after=</c> of a list.</summary>
internal readonly record struct ListQuery(int Limit, string? After)
{
    private const int Usual = 50;
    private const int Most = 500;

    public static bool TryRead(HttpContext context, out ListQuery query, out Problem? problem)
    {
        var given = context.Request.Query;
        var limit = Usual;
        problem = null;
        if (given.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
            problem = new(400, ServiceCodes.BadRequest, $"`limit` is not a number from 1 to {Most}");
        var after = given["after"].ToString();
        query = new(limit, after.Length == 0 ? null : after);
        return problem is null;
    }

    /// <summary>One page of a workspace's documents.</summary>
    public static async ValueTask<(DocumentPage? Page, Problem? Problem)> ReadAsync(HttpContext context, IDocumentStore documents, string workspace, string kind, bool newestFirst, CancellationToken cancellationToken)
    {
        if (!TryRead(context, out var query, out var problem))
            return (null, problem);
        try
        {
            return (await documents.ListAsync(workspace, kind, query.After, query.Limit, newestFirst, cancellationToken), null);
        }
        catch (FormatException)
        {
            return (null, WrongAfter());
        }
    }

    public static Problem WrongAfter() => new(400, ServiceCodes.BadRequest, "`after` is not what a page of this list said comes next");
}

internal sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next);
