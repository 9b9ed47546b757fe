namespace Logos.Adapters.Redis.Resp;

/// <summary>What a value of the protocol is. Both forms of a null are one, and both forms of an error.</summary>
public enum RespKind : byte
{
    Null,
    Text,
    Bytes,
    Error,
    Integer,
    Double,
    Flag,
    BigNumber,
    List,
    Set,

    /// <summary>Its items are keys and values in turn.</summary>
    Map,

    /// <summary>Told by the server, and no answer to anything.</summary>
    Push,
}
