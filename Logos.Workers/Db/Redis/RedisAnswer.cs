using System.Globalization;
using System.Text;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Redis;

/// <summary>From what Redis answers to what the node yields. Bytes that are no text are <c>{"base64": …}</c>, as which a node takes them, too.</summary>
internal static class RedisAnswer
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="RedisServerException">An error stands in it.</exception>
    public static Value Read(RespValue answer, AnswerLimit limit)
    {
        switch (answer.Kind)
        {
            case RespKind.Null:
                return Value.Null;
            case RespKind.Integer:
                return answer.Integer;
            case RespKind.Double:
                return double.IsFinite(answer.Double) ? Value.From(answer.Double) : double.IsNaN(answer.Double) ? "NaN" : answer.Double > 0 ? "Infinity" : "-Infinity";
            case RespKind.Flag:
                return answer.Flag;
            case RespKind.BigNumber:
                return decimal.TryParse(answer.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : answer.Text();
            case RespKind.Error:
                throw new RedisServerException(answer.Text());
            case RespKind.Map:
                return Map(answer.Items.ToArray(), limit);
            case RespKind.List or RespKind.Set or RespKind.Push:
                limit.Take(answer.Items.Length);
                var items = new List<Value>(answer.Items.Length);
                foreach (var item in answer.Items)
                    items.Add(Read(item, limit));
                return ValueList.From(items);
            default:
                limit.Take(answer.Bytes.Length);
                return Text(answer.Bytes.Span);
        }
    }

    // A name that is no text, or stands twice, has no place in a map: then it is the list of pairs.
    private static Value Map(RespValue[] members, AnswerLimit limit)
    {
        limit.Take(members.Length);
        var names = new List<Value>(members.Length / 2);
        var values = new List<Value>(members.Length / 2);
        for (var i = 0; i + 1 < members.Length; i += 2)
        {
            names.Add(Read(members[i], limit));
            values.Add(Read(members[i + 1], limit));
        }

        var map = new ValueMap.Builder(names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Kind is not (ValueKind.String or ValueKind.Number) || !map.Set(names[i].ToText(), values[i]))
                return ValueList.From(names.Zip(values, (name, value) => (Value)ValueList.From([name, value])));
        }

        return map.Build();
    }

    private static Value Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return ValueMap.From([new("base64", Convert.ToBase64String(bytes))]);
        }
    }
}
