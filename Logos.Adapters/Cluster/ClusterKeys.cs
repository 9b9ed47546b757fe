using Logos.Adapters.Secrets;
using Logos.Core.Secrets;
using Microsoft.Extensions.Configuration;

namespace Logos.Adapters.Cluster;

/// <summary>The keys of secrets, which all services of a cluster are given alike.</summary>
internal static class ClusterKeys
{
    private const string FileName = "Logos:KeyFile";
    private const string ContentName = "Logos:Keys";

    /// <exception cref="ClusterException">There are none, or they cannot be read.</exception>
    /// <exception cref="KeyFileException">The file is missing, or cannot be used.</exception>
    public static SecretKeyRing Read(IConfiguration configuration)
    {
        if (configuration[ContentName] is { Length: > 0 } content)
            return KeyFile.Parse(content.Split('\n', ';')) ?? throw new ClusterException(new(ClusterCodes.KeysUnreadable, $"{ContentName} does not hold what it should: an id and 32 bytes in base64 for each key, with lines or `;` between them"));
        if (configuration[FileName] is { Length: > 0 } path)
            return KeyFile.Open(path, mayCreate: false);
        throw new ClusterException(new(ClusterCodes.KeysMissing, $"there are no keys of secrets: neither {FileName} nor {ContentName} is set")
        {
            Hint = "give all services the same: Logos__Keys=\"$(openssl rand -hex 4) $(openssl rand -base64 32)\"",
        });
    }
}
