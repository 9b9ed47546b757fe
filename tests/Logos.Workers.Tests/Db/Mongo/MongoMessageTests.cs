using System.Text;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;
using Logos.Workers.Db.Mongo.Wire;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>Messages and sign-ins, against what MongoDB's own driver sends and what the RFCs write down.</summary>
public sealed class MongoMessageTests
{
    public static TheoryData<string> Names => [.. Goldens.Read("messages.json").Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_is_sent_as_the_official_driver_sends_it(string name)
    {
        var golden = Goldens.Read("messages.json")[name];
        var documents = golden.TryGetProperty("documents", out var all) ? all.EnumerateArray().Select(each => BsonWriter.Document(ValueJson.Parse(each.GetRawText()).AsMap())).ToList() : null;
        Assert.Equal(Convert.ToHexString(golden.Bytes()), Convert.ToHexString(MongoMessage.Write(golden.GetProperty("request").GetInt32(), golden.Map("command"), documents is null ? null : "documents", documents)));
    }

    [Fact]
    public void An_answer_is_the_document_of_the_message_with_that_number()
    {
        var message = MongoMessage.Write(7, ValueMap.From([new("ok", 1)]));
        Answered(message, 7);
        Assert.Equal(message.Length - MongoMessage.Head, MongoMessage.Follows(message, 7));
        Assert.Equal(1, MongoReply.Read(MongoMessage.Body(message.AsMemory(MongoMessage.Head))).Fields["ok"].AsDecimal());
    }

    [Theory]
    [InlineData(0, 10, "no possible length")]
    [InlineData(0, int.MaxValue, "no possible length")]
    [InlineData(0, -1, "no possible length")]
    [InlineData(8, 8, "was not asked")]
    [InlineData(12, 1, "older than")]
    [InlineData(12, 2012, "no MongoDB")]
    public void What_is_no_answer_is_refused_before_it_is_read(int at, int number, string why)
    {
        var message = MongoMessage.Write(7, ValueMap.From([new("ok", 1)]));
        Answered(message, 7);
        BitConverter.GetBytes(number).CopyTo(message, at);
        Assert.Contains(why, Assert.Throws<MongoProtocolException>(() => MongoMessage.Follows(message.AsSpan(0, MongoMessage.Head), 7)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 2, "more answers than one")]
    [InlineData(16, 1, "unknown kind")]
    [InlineData(20, 1, "does not begin with a document")]
    public void What_is_asked_of_a_client_and_not_done_here_is_refused(int at, byte value, string why)
    {
        var message = MongoMessage.Write(7, ValueMap.From([new("ok", 1)]));
        message[at] = value;
        Assert.Contains(why, Assert.Throws<MongoProtocolException>(() => MongoMessage.Body(message.AsMemory(MongoMessage.Head))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_keeps_its_code_and_what_the_server_says_of_another_try()
    {
        var error = Assert.Throws<MongoException>(() => MongoReply.Read(BsonWriter.Document(ValueJson.Parse("""{"ok":0,"code":112,"codeName":"WriteConflict","errmsg":"again","errorLabels":["TransientTransactionError"]}""").AsMap())));
        Assert.Equal((112, "WriteConflict", "again", "TransientTransactionError"), (error.Code, error.Name, error.Message, error.Labels.Single()));
    }

    // RFC 7677, 3.
    [Fact]
    public void A_sign_in_is_as_the_rfc_has_it()
    {
        var scram = new Scram(Scram.Sha256, "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Encoding.ASCII.GetString(scram.First));
        Assert.Equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", Encoding.ASCII.GetString(scram.Answer("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"u8)));
        scram.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8);
        Assert.Throws<MongoProtocolException>(() => scram.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="u8));
    }

    [Theory]
    [InlineData("r=abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "cannot be read")]
    [InlineData("r=other-than-ours,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "cannot be read")]
    [InlineData("r=abcdef,s=?,i=4096", "cannot be read")]
    [InlineData("r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1", "1 rounds")]
    [InlineData("r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000", "2000000000 rounds")]
    [InlineData("e=other-error", "cannot be read")]
    public void A_challenge_that_is_none_is_refused(string challenge, string why) =>
        Assert.Contains(why, Assert.Throws<MongoProtocolException>(() => new Scram(Scram.Sha256, "user", "pencil", "abc").Answer(Encoding.ASCII.GetBytes(challenge))).Message, StringComparison.Ordinal);

    // RFC 4013, 2.1.
    [Theory]
    [InlineData("user", "user")]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("gr\u00FCn \uD83C\uDF33", "gr\u00FCn \uD83C\uDF33")]
    public void A_password_is_the_same_whatever_its_spaces_are(string typed, string kept) => Assert.Equal(kept, SaslPrep.Of(typed));

    private static void Answered(byte[] message, int request) => BitConverter.GetBytes(request).CopyTo(message, 8);
}
