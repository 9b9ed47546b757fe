using System.Buffers;
using System.Text;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Tests.Redis;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", "OK")]
    [InlineData(":-42\r\n", "-42")]
    [InlineData("$5\r\nhe\r\no\r\n", "he\r\no")]
    [InlineData("$0\r\n\r\n", "")]
    [InlineData("$-1\r\n", "null")]
    [InlineData("*-1\r\n", "null")]
    [InlineData("_\r\n", "null")]
    [InlineData("#t\r\n", "true")]
    [InlineData(",1.5\r\n", "1.5")]
    [InlineData(",-inf\r\n", "-Infinity")]
    [InlineData(",nan\r\n", "NaN")]
    [InlineData("(3492890328409238509324850943850943825024385\r\n", "3492890328409238509324850943850943825024385")]
    [InlineData("=9\r\ntxt:hello\r\n", "hello")]
    [InlineData("-ERR no\r\n", "ERR no")]
    [InlineData("!6\r\nERR no\r\n", "ERR no")]
    [InlineData("*2\r\n:1\r\n*1\r\n$1\r\na\r\n", "[1 [a]]")]
    [InlineData("*0\r\n", "[]")]
    [InlineData("%1\r\n+a\r\n:1\r\n", "{a 1}")]
    [InlineData("~2\r\n:1\r\n:2\r\n", "<1 2>")]
    [InlineData(">2\r\n+message\r\n:1\r\n", "!message 1!")]
    [InlineData("|1\r\n+ttl\r\n:3\r\n*1\r\n|1\r\n+a\r\n*1\r\n:9\r\n:7\r\n", "[7]")]
    public void Every_kind_of_value_is_read_at_whatever_byte_it_is_cut(string sent, string shown)
    {
        var bytes = Encoding.UTF8.GetBytes(sent);
        for (var at = 0; at <= bytes.Length; at++)
            Assert.Equal([shown, shown], Read(bytes.Concat(bytes), at, at + bytes.Length / 2));
        Assert.Equal([shown, shown], Read(bytes.Concat(bytes), [.. Enumerable.Range(1, bytes.Length * 2)]));
    }

    [Fact]
    public void What_is_read_does_not_depend_on_how_it_arrives()
    {
        var random = Seeded();
        for (var round = 0; round < 2_000; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Any(random, 3)).ToList();
            var sent = Encoding.UTF8.GetBytes(string.Concat(values.Select(value => value.Sent)));
            var cuts = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(sent.Length + 1)).ToArray();
            Assert.Equal(values.Select(value => value.Shown), Read(sent, cuts));
        }
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData(":12x\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":99999999999999999999\r\n")]
    [InlineData("+OK\n")]
    [InlineData("$3\r\nabcd\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$999999999999\r\n")]
    [InlineData("*-2\r\n")]
    [InlineData("*999999999\r\n")]
    [InlineData("*4611686018427387904\r\n")]
    [InlineData("%4611686018427387904\r\n")]
    [InlineData("*1\r\n>1\r\n+a\r\n")]
    [InlineData("=2\r\nab\r\n")]
    [InlineData("#x\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("$?\r\n")]
    public void What_is_not_the_protocol_is_refused(string sent) =>
        Assert.Throws<RedisProtocolException>(() => Read(Encoding.UTF8.GetBytes(sent)));

    [Fact]
    public void What_is_more_than_a_reply_may_be_is_refused_before_it_is_there()
    {
        var limits = new RespLimits { MaxDepth = 3, MaxItems = 10, MaxLine = 20, MaxBytes = 100 };
        string[] beyond =
        [
            "*1\r\n*1\r\n*1\r\n*1\r\n", "*11\r\n", "*2\r\n*5\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n*5\r\n", "%6\r\n", "+" + new string('x', 30), "+" + new string('x', 30) + "\r\n",
            "$101\r\n", "*2\r\n$60\r\n" + new string('x', 60) + "\r\n$60\r\n",
        ];
        foreach (var sent in beyond)
            Assert.Throws<RedisProtocolException>(() => Read(limits, Encoding.UTF8.GetBytes(sent)));
        // Each reply is counted for itself.
        Assert.Equal(40, Read(limits, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*2\r\n$3\r\nabc\r\n:1\r\n", 40)))).Count);
    }

    [Fact]
    public void Whatever_arrives_it_is_read_or_refused()
    {
        var random = Seeded();
        var pieces = new[] { "+", "-", ":", "$", "*", "%", "~", ">", "|", "=", "!", "(", ",", "#", "_", "\r\n", "\r", "\n", "1", "2", "0", "-1", "t", "abc", "\0", "ÿ" };
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var sent = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)])));
            try
            {
                Read(sent, random.Next(sent.Length + 1));
            }
            catch (RedisProtocolException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 20_000);
    }

    [Fact]
    public void A_command_is_a_list_of_texts_with_their_lengths()
    {
        var to = new ArrayBufferWriter<byte>();
        var length = RespWriter.Write(to, ["SET", "größe", "a\r\nb"u8.ToArray(), "", -12]);
        Assert.Equal("*5\r\n$3\r\nSET\r\n$7\r\ngröße\r\n$4\r\na\r\nb\r\n$0\r\n\r\n$3\r\n-12\r\n", Encoding.UTF8.GetString(to.WrittenSpan));
        Assert.Equal(to.WrittenCount, length);
    }

    private static List<string> Read(IEnumerable<byte> sent, params int[] cuts) => Read(RespLimits.Standard, sent, cuts);

    /// <summary>Gives the reader what arrives up to each cut, as a pipe does: what it has not taken comes again, with more behind it.</summary>
    private static List<string> Read(RespLimits limits, IEnumerable<byte> sent, params int[] cuts)
    {
        var bytes = sent.ToArray();
        var reader = new RespReader(limits);
        var read = new List<string>();
        var taken = 0;
        foreach (var end in cuts.Select(cut => Math.Min(cut, bytes.Length)).Order().Append(bytes.Length))
        {
            if (end < taken)
                continue;
            // In two segments, cut in the middle.
            var arrived = Segment.Of(bytes.AsMemory(taken, (end - taken) / 2), bytes.AsMemory(taken + ((end - taken) / 2), end - taken - ((end - taken) / 2)));
            var before = arrived.Length;
            while (reader.TryRead(ref arrived, out var value))
                read.Add(Show(value));
            taken += (int)(before - arrived.Length);
        }

        return read;
    }

    private static string Show(RespValue value) => value.Kind switch
    {
        RespKind.List => $"[{Join(value)}]",
        RespKind.Map => $"{{{Join(value)}}}",
        RespKind.Set => $"<{Join(value)}>",
        RespKind.Push => $"!{Join(value)}!",
        _ => value.ToString(),
    };

    private static string Join(RespValue value) => string.Join(' ', value.Items.ToArray().Select(Show));

    private static (string Sent, string Shown) Any(Random random, int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            var items = Enumerable.Range(0, random.Next(20)).Select(_ => Any(random, depth - 1)).ToList();
            return ($"*{items.Count}\r\n{string.Concat(items.Select(item => item.Sent))}", $"[{string.Join(' ', items.Select(item => item.Shown))}]");
        }

        var number = random.NextInt64();
        var text = string.Concat(Enumerable.Range(0, random.Next(50)).Select(_ => "aé\r\n$:*\0 ğ"[random.Next(10)]));
        return random.Next(4) switch
        {
            0 => ($":{number}\r\n", $"{number}"),
            1 => ("_\r\n", "null"),
            2 => ("+fine\r\n", "fine"),
            _ => ($"${Encoding.UTF8.GetByteCount(text)}\r\n{text}\r\n", text),
        };
    }

    private static Random Seeded()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"LOGOS_SEED={seed}");
        return new Random(seed);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
        {
            var begin = new Segment { Memory = first };
            var end = new Segment { Memory = second, RunningIndex = first.Length };
            begin.Next = end;
            return new(begin, 0, end, second.Length);
        }
    }
}
