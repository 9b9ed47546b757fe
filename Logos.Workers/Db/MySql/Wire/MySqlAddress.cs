namespace Logos.Workers.Db.MySql.Wire;

/// <summary>Where a server is, and who we are to it.</summary>
internal sealed record MySqlAddress(string Host, int Port, string User, string Password)
{
    public string? Database { get; init; }

    public TlsUse Tls { get; init; } = TlsUse.Prefer;

    // A password belongs in no log.
    public override string ToString() => $"{Host}:{Port}";
}
