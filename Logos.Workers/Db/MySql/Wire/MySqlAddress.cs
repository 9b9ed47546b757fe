using System.Security.Cryptography.X509Certificates;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>Where a server is, and who we are to it.</summary>
internal sealed record MySqlAddress(string Host, int Port, string User, string Password)
{
    public string? Database { get; init; }

    public TlsUse Tls { get; init; } = TlsUse.Prefer;

    /// <summary>Who may have signed the server's certificate, instead of those whom the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    // A password belongs in no log.
    public override string ToString() => $"{Host}:{Port}";
}
