using Logos.Adapters.Journal;

namespace Logos.Adapters.Tests.Journal;

public sealed class Crc32CTests
{
    // RFC 3720, B.4.
    [Theory]
    [InlineData(0x8A9136AAu, 0x00)]
    [InlineData(0x62A8AB43u, 0xFF)]
    public void Thirty_two_equal_bytes_have_the_published_sum(uint expected, byte value)
    {
        var bytes = new byte[32];
        bytes.AsSpan().Fill(value);
        Assert.Equal(expected, Crc32C.Append(0, bytes));
    }

    [Fact]
    public void The_check_value_is_the_published_one() => Assert.Equal(0xE3069283u, Crc32C.Append(0, "123456789"u8));

    [Fact]
    public void Parts_give_the_same_sum_as_the_whole()
    {
        var bytes = new byte[1000];
        new Random(7).NextBytes(bytes);
        for (var cut = 0; cut <= bytes.Length; cut += 13)
            Assert.Equal(Crc32C.Append(0, bytes), Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(..cut)), bytes.AsSpan(cut..)));
    }

    [Fact]
    public void Every_single_flipped_bit_changes_the_sum()
    {
        var bytes = new byte[100];
        var sum = Crc32C.Append(0, bytes);
        for (var bit = 0; bit < 800; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(sum, Crc32C.Append(0, bytes));
            bytes[bit / 8] = 0;
        }
    }
}
