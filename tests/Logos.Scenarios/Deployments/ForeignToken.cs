using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Core.Documents;

namespace Logos.Scenarios.Deployments;

/// <summary>A token as the gateway keeps it. There is no route that makes one for another workspace.</summary>
public static class ForeignToken
{
    public static async Task<string> WriteAsync(IDocumentStore documents, string workspace)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new
        {
            id,
            name = $"of {workspace}",
            workspace,
            scope = "Admin",
            roles = Array.Empty<string>(),
            hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))),
            created_by = "tests",
            created_at = TimeProvider.System.GetUtcNow(),
        };
        Assert.Null(await documents.WriteAsync([new("", "token", id, JsonSerializer.SerializeToUtf8Bytes(token))], TestContext.Current.CancellationToken));
        return $"logos_{id}_{secret}";
    }
}
