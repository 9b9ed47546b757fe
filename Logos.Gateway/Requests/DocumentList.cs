using Logos.Core.Documents;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Requests;

/// <summary>A page of a workspace's documents, as <c>?limit=50&amp;after=</c> asks for it.</summary>
internal static class DocumentList
{
    public static async ValueTask<Given<DocumentPage>> ReadAsync(HttpContext context, IDocumentStore documents, string workspace, string kind, bool newestFirst, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var page = query.Page();
        if (query.Refusal() is { } wrong)
            return wrong;
        try
        {
            return await documents.ListAsync(workspace, kind, page.After, page.Limit, newestFirst, cancellationToken);
        }
        catch (FormatException)
        {
            return Page.Refusal();
        }
    }
}
