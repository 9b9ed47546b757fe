namespace Logos.Workers.Db;

internal enum TlsUse
{
    Disable,

    /// <summary>Where the server offers it, whoever has signed its certificate.</summary>
    Prefer,

    Require,

    /// <summary>And its certificate is good for its name.</summary>
    VerifyFull,
}
