using System.Globalization;
using System.Text;

namespace Logos.Servers.Otlp;

/// <summary>As much of OTLP's messages as tests look at, by the numbers of their fields in opentelemetry-proto 1.</summary>
internal static class OtlpMessage
{
    // A gauge, a sum, a histogram: the first two have points of numbers, whose attributes stand elsewhere.
    private static readonly (int Kind, int Attributes)[] PointKinds = [(5, 7), (7, 7), (9, 9)];

    public static IEnumerable<OtlpSpan> Spans(byte[] body) =>
        from resource in Protobuf.Read(body).Messages(1)
        let service = ServiceOf(resource)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new OtlpSpan(service, Hex(span, 1), Hex(span, 2), Hex(span, 4), span.Text(5), (int)span.Number(6), span.Messages(15).Any(status => status.Number(3) == 2), Attributes(span, 9));

    public static IEnumerable<OtlpLog> Logs(byte[] body) =>
        from resource in Protobuf.Read(body).Messages(1)
        let service = ServiceOf(resource)
        from scope in resource.Messages(2)
        from log in scope.Messages(2)
        select new OtlpLog(service, log.Messages(5).Select(Value).FirstOrDefault() ?? "", Hex(log, 9), Attributes(log, 6));

    public static IEnumerable<OtlpPoint> Points(byte[] body) =>
        from resource in Protobuf.Read(body).Messages(1)
        let service = ServiceOf(resource)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        from points in PointKinds
        from data in metric.Messages(points.Kind)
        from point in data.Messages(1)
        select new OtlpPoint(service, metric.Text(1), Attributes(point, points.Attributes));

    private static string ServiceOf(Protobuf resource) => resource.Messages(1).Select(each => Attributes(each, 1).GetValueOrDefault("service.name")).FirstOrDefault() ?? "";

    private static Dictionary<string, string> Attributes(Protobuf message, int field)
    {
        var all = new Dictionary<string, string>();
        foreach (var pair in message.Messages(field))
            all[pair.Text(1)] = pair.Messages(2).Select(Value).FirstOrDefault() ?? "";
        return all;
    }

    private static string Value(Protobuf value) => value.Has(1) ? value.Text(1)
        : value.Has(2) ? value.Number(2) != 0 ? "true" : "false"
        : value.Has(3) ? value.Number(3).ToString(CultureInfo.InvariantCulture)
        : "";

    private static string Hex(Protobuf message, int field) => Convert.ToHexStringLower(message.Bytes(field).Span);
}

/// <summary>A message of Protocol Buffers, its fields by their numbers.</summary>
internal sealed class Protobuf
{
    private readonly List<(int Field, long Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public static Protobuf Read(ReadOnlyMemory<byte> bytes)
    {
        var message = new Protobuf();
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes.Span, ref at);
            var (number, content) = (0L, ReadOnlyMemory<byte>.Empty);
            switch (tag & 7)
            {
                case 0:
                    number = Varint(bytes.Span, ref at);
                    break;
                case 1:
                    content = bytes.Slice(at, 8);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref at);
                    content = bytes.Slice(at, length);
                    at += length;
                    break;
                case 5:
                    content = bytes.Slice(at, 4);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"There is no wire type {tag & 7}.");
            }

            message._fields.Add(((int)(tag >> 3), number, content));
        }

        return message;
    }

    public bool Has(int field) => _fields.Exists(each => each.Field == field);

    public IEnumerable<Protobuf> Messages(int field) => _fields.Where(each => each.Field == field).Select(each => Read(each.Bytes));

    public ReadOnlyMemory<byte> Bytes(int field) => _fields.LastOrDefault(each => each.Field == field).Bytes;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public long Number(int field) => _fields.LastOrDefault(each => each.Field == field).Number;

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
