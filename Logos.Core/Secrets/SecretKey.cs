namespace Logos.Core.Secrets;

/// <summary>A key of AES-256.</summary>
/// <param name="Id">Stands with everything that was sealed with it.</param>
public sealed record SecretKey(string Id, ReadOnlyMemory<byte> Bytes)
{
    public const int Length = 32;
    public const int LongestId = 64;
}
