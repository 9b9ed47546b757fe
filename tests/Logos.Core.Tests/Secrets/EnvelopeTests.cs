using System.Security.Cryptography;
using Logos.Core.Secrets;

namespace Logos.Core.Tests.Secrets;

public sealed class EnvelopeTests
{
    private static readonly SealedPlace Place = new("default", "secret", "KEY", 3);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("Grüße 🙂")]
    public void What_is_sealed_opens_in_its_place(string text)
    {
        var keys = Ring("a");

        Assert.Equal(text, Envelope.Open(keys, Place, Envelope.Seal(keys, Place, text)));
    }

    [Fact]
    public void It_opens_in_no_other_place()
    {
        var keys = Ring("a");
        var kept = Envelope.Seal(keys, Place, "text");

        foreach (var other in (SealedPlace[])[Place with { Workspace = "other" }, Place with { Kind = "connection" }, Place with { Name = "KEY2" }, Place with { Version = 4 }, new("defaultsecret", "", "KEY", 3)])
            Assert.Throws<UnreadableSecretException>(() => Envelope.Open(keys, other, kept));
    }

    [Fact]
    public void It_opens_in_no_other_form()
    {
        var keys = Ring("a");
        var kept = Envelope.Seal(keys, Place, "text");

        for (var i = 0; i < kept.Length; i++)
        {
            var changed = (byte[])kept.Clone();
            changed[i] ^= 1;
            Assert.Throws<UnreadableSecretException>(() => Envelope.Open(keys, Place, changed));
            Assert.Throws<UnreadableSecretException>(() => Envelope.Open(keys, Place, kept.AsSpan(0, i)));
        }
    }

    [Fact]
    public void The_newest_key_seals_and_older_ones_still_open()
    {
        var old = Key("old");
        var before = Envelope.Seal(new([old]), Place, "before");
        var keys = new SecretKeyRing([Key("new"), old]);

        Assert.Equal("before", Envelope.Open(keys, Place, before));
        var after = Envelope.Seal(keys, Place, "after");
        var refused = Assert.Throws<UnreadableSecretException>(() => Envelope.Open(new([old]), Place, after));
        Assert.Contains("`new`", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_text_never_looks_the_same()
    {
        var keys = Ring("a");

        Assert.NotEqual(Envelope.Seal(keys, Place, "text"), Envelope.Seal(keys, Place, "text"));
    }

    private static SecretKeyRing Ring(string id) => new([Key(id)]);

    private static SecretKey Key(string id) => new(id, RandomNumberGenerator.GetBytes(32));
}
