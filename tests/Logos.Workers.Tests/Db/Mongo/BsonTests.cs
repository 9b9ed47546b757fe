using FsCheck;
using FsCheck.Fluent;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;
using Logos.Workers.Tests.Db.Mongo.Server;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>Values and the bytes of MongoDB's own packages, both ways, and bytes that are none.</summary>
public sealed class BsonTests
{
    // Relaxed JSON has them as numbers of JavaScript, or never as numbers.
    private static readonly HashSet<string> OtherNumbers = ["int64", "decimal", "decimal-beyond"];

    public static TheoryData<string> Names => [.. Goldens.Read("bson.json").Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Extended_json_is_written_as_the_official_package_writes_it(string name)
    {
        var golden = Goldens.Read("bson.json")[name];
        Assert.Equal(Convert.ToHexString(golden.Bytes()), Convert.ToHexString(BsonWriter.Document(golden.Map("canonical"))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_of_the_official_package_are_read_as_it_reads_them(string name)
    {
        var golden = Goldens.Read("bson.json")[name];
        if (!OtherNumbers.Contains(name))
            Assert.Equal(((Value)golden.Map("relaxed")).ToJson(), ((Value)BsonReader.Document(golden.Bytes())).ToJson());
        Assert.Equal(Convert.ToHexString(golden.Bytes()), Convert.ToHexString(BsonWriter.Document(Canonical.Read(golden.Bytes()))));
    }

    [Theory]
    [InlineData("int64", """{"a":9007199254740993,"b":9223372036854775807,"c":-9223372036854775808,"d":2147483648}""")]
    [InlineData("decimal", """{"a":1234567890.123456789012345678,"b":-0.1,"c":79228162514264337593543950335,"d":0.0000000000000000000000000001,"e":1000,"f":1.5}""")]
    [InlineData("decimal-beyond", """{"a":{"$numberDecimal":"9.999999999999999999999999999999999E+6144"},"b":{"$numberDecimal":"1E-6176"},"c":{"$numberDecimal":"NaN"},"d":{"$numberDecimal":"Infinity"},"e":{"$numberDecimal":"-Infinity"},"f":{"$numberDecimal":"1234567890123456789012345678901234"},"g":{"$numberDecimal":"79228162514264337593543950336"},"h":{"$numberDecimal":"1.234567890123456789012345678901E-7"}}""")]
    public void No_digit_is_lost(string name, string json) =>
        Assert.Equal(json, ((Value)BsonReader.Document(Goldens.Read("bson.json")[name].Bytes())).ToJson());

    [Theory]
    [InlineData("1", 0x10)]
    [InlineData("-2147483648", 0x10)]
    [InlineData("2147483648", 0x12)]
    [InlineData("9223372036854775807", 0x12)]
    [InlineData("0.1", 0x01)]
    [InlineData("12.299999999999999", 0x01)]
    [InlineData("110.00000000000001", 0x01)]
    [InlineData("1e300", 0x01)]
    [InlineData("100000000000000000000", 0x01)]
    [InlineData("18446744073709551616", 0x13)]
    [InlineData("0.12345678901234567891", 0x13)]
    public void A_number_is_of_the_type_that_keeps_it(string json, byte type)
    {
        var map = ValueMap.From([new("a", ValueJson.Parse(json))]);
        var bytes = BsonWriter.Document(map);
        Assert.Equal(type, bytes[4]);
        Assert.Equal((Value)map, BsonReader.Document(bytes));
    }

    [Theory]
    [InlineData(1.380649e-23, """{"$numberDouble":"1.380649E-23"}""")]
    [InlineData(-6.62607015e-27, """{"$numberDouble":"-6.62607015E-27"}""")]
    [InlineData(1e-28, "0.0000000000000000000000000001")]
    [InlineData(1.5e-300, "1.5E-300")]
    [InlineData(0.1, "0.1")]
    public void A_small_number_keeps_its_digits(double number, string json)
    {
        byte[] document = [16, 0, 0, 0, 1, (byte)'a', 0, .. BitConverter.GetBytes(number), 0];
        var read = BsonReader.Document(document);
        Assert.Equal(json, read["a"].ToJson());
        Assert.Equal(document, BsonWriter.Document(read));
    }

    [Theory]
    [InlineData("1.10", "1.10")]
    [InlineData("-0", "-0")]
    [InlineData("+5", "5")]
    [InlineData("1e5", "1E+5")]
    [InlineData("1E-7", "1E-7")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("inf", "Infinity")]
    [InlineData("10000000000000000000000000000000000", "1.000000000000000000000000000000000E+34")]
    [InlineData("1E+6144", "1.000000000000000000000000000000000E+6144")]
    [InlineData("12345678901234567890123456789012345", null)]
    [InlineData("1E+6145", null)]
    [InlineData("1E-6177", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("1,5", null)]
    [InlineData("1e", null)]
    public void A_decimal_is_kept_whole_or_refused(string text, string? kept)
    {
        Assert.Equal(kept is not null, Decimal128.TryParse(text, out var number));
        if (kept is null)
            return;
        Span<byte> bytes = stackalloc byte[16];
        number.Write(bytes);
        Assert.Equal(kept, Decimal128.Read(bytes).ToString());
    }

    [Theory]
    [InlineData("""{"$oid":"65b9"}""", "24 hex digits")]
    [InlineData("""{"$oid":7}""", "24 hex digits")]
    [InlineData("""{"$date":"yesterday"}""", "`$date` takes a time such as")]
    [InlineData("""{"$numberLong":"9223372036854775808"}""", "64 bits")]
    [InlineData("""{"$numberInt":"2147483648"}""", "32 bits")]
    [InlineData("""{"$numberDecimal":"1.2.3"}""", "34 digits")]
    [InlineData("""{"$numberDouble":"1e400"}""", "a number")]
    [InlineData("""{"$binary":{"base64":"?","subType":"00"}}""", "base64")]
    [InlineData("""{"$binary":"AA=="}""", "base64")]
    [InlineData("""{"$uuid":"x"}""", "UUID")]
    [InlineData("""{"$timestamp":{"t":-1,"i":0}}""", "32 bits")]
    [InlineData("""{"$regularExpression":{"pattern":"a"}}""", "options")]
    public void What_says_that_it_is_something_has_to_be_that(string json, string why) =>
        Assert.Contains(why, Assert.Throws<BsonException>(() => BsonWriter.Document(ValueMap.From([new("a", ValueJson.Parse(json))]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"$date":"2026-01-31T08:59:00.123456+01:00"}""", """{"$date":"2026-01-31T07:59:00.123Z"}""")]
    [InlineData("""{"$date":"2026-01-31"}""", """{"$date":"2026-01-31T00:00:00Z"}""")]
    [InlineData("""{"$date":1769846340123}""", """{"$date":"2026-01-31T07:59:00.123Z"}""")]
    [InlineData("""{"$date":{"$numberLong":"0"}}""", """{"$date":"1970-01-01T00:00:00Z"}""")]
    [InlineData("""{"$numberDecimal":1.25}""", "1.25")]
    [InlineData("""{"$uuid":"0b8a2c0e-3f1d-4b6a-9c5e-7d8f9a0b1c2d"}""", """{"$binary":{"base64":"C4osDj8dS2qcXn2PmgscLQ==","subType":"04"}}""")]
    [InlineData("""{"$regularExpression":{"pattern":"a","options":"xi"}}""", """{"$regularExpression":{"pattern":"a","options":"ix"}}""")]
    [InlineData("""{"$gt":5}""", """{"$gt":5}""")]
    public void Other_forms_are_taken_too(string given, string read) =>
        Assert.Equal(read, BsonReader.Document(BsonWriter.Document(ValueMap.From([new("a", ValueJson.Parse(given))])))["a"].ToJson());

    [Theory]
    [InlineData("", "not as long")]
    [InlineData("05000000", "not as long")]
    [InlineData("0600000000", "not as long")]
    [InlineData("0500000001", "not as long")]
    [InlineData("0800000010610000", "before it should")]
    [InlineData("080000007E610000", "no type of an element")]
    [InlineData("090000000861000200", "neither")]
    [InlineData("0E00000002610002000000787900", "before it should|does not end")]
    [InlineData("0E0000000261000000000078790000", "not as long|does not end")]
    [InlineData("0E000000026100FFFFFFFF780000", "less than nothing")]
    [InlineData("0E000000026100FFFFFF7F780000", "before it should")]
    [InlineData("0E00000002610002000000FF0000", "no UTF-8")]
    [InlineData("0D000000036100060000000000", "before it should")]
    [InlineData("0B0000000A61000A610000", "two fields")]
    [InlineData("0B0000000B6100787900", "not as long|before it should")]
    [InlineData("1100000005610004000000020500000000", "before it should|not as many")]
    public void Bytes_that_are_no_document_are_refused(string hex, string why)
    {
        var message = Assert.Throws<BsonException>(() => BsonReader.Document(Convert.FromHexString(hex))).Message;
        Assert.Contains(why.Split('|'), part => message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_nested_too_deeply_is_refused_both_ways()
    {
        var (value, document) = (Value.From(ValueMap.Empty), BsonWriter.Document(ValueMap.Empty));
        for (var i = 0; i < BsonReader.MaxDepth; i++)
        {
            value = ValueMap.From([new("a", value)]);
            document = [.. BitConverter.GetBytes(document.Length + 8), 3, (byte)'a', 0, .. document, 0];
        }

        Assert.Contains("nested", Assert.Throws<BsonException>(() => BsonWriter.Document(value.AsMap())).Message, StringComparison.Ordinal);
        Assert.Contains("nested", Assert.Throws<BsonException>(() => BsonReader.Document(document)).Message, StringComparison.Ordinal);
        Assert.Equal(value["a"], BsonReader.Document(document.AsSpan(7, document.Length - 8)));
    }

    [Fact]
    public void A_text_that_would_become_another_is_refused()
    {
        Assert.Contains("zero character", Assert.Throws<BsonException>(() => BsonWriter.Document(ValueMap.From([new("a\0b", "x")]))).Message, StringComparison.Ordinal);
        Assert.Contains("no valid Unicode", Assert.Throws<BsonException>(() => BsonWriter.Document(ValueMap.From([new("a", "\uD800")]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_value_comes_back_as_it_went() =>
        Prop.ForAll(Arb.From(Document(4)), map => (Value)BsonReader.Document(BsonWriter.Document(map)) == (Value)map).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_read_or_refused() =>
        Prop.ForAll(Arb.From(from map in Document(3) from at in Gen.Choose(0, 10_000) from to in Gen.Choose(0, 255) select (map, at, to)), broken =>
        {
            var bytes = BsonWriter.Document(broken.map);
            bytes[broken.at % bytes.Length] = (byte)broken.to;
            try
            {
                return BsonReader.Document(bytes).Count >= 0;
            }
            catch (BsonException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<ValueMap> Document(int depth) =>
        from count in Gen.Choose(0, 6)
        from names in Gen.ListOf(Gen.Elements("a", "b", "c d", "ü", "", "long.name", "_id"), count)
        from values in Gen.ListOf(Element(depth), count)
        select ValueMap.From(names.Zip(values, (name, value) => KeyValuePair.Create(name, value)));

    private static Gen<Value> Element(int depth)
    {
        var plain = Gen.OneOf(
            Gen.Elements(Value.Null, Value.True, Value.False),
            from number in Gen.Choose(int.MinValue, int.MaxValue) select Value.From((long)number),
            from high in Gen.Choose(int.MinValue, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select Value.From(((long)high << 32) | (uint)low),
            from units in Gen.Choose(int.MinValue, int.MaxValue) from scale in Gen.Choose(0, 28) select Value.From(new decimal(units, units, 7, false, (byte)scale)),
            from high in Gen.Choose(int.MinValue, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select Finite(BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low)),
            from length in Gen.Choose(0, 20) from text in Gen.ListOf(Gen.Elements("a", "$", ".", "\0", "ü", "€", "\uFFFF", "🌳"), length) select Value.From(string.Concat(text)),
            Gen.Elements(
                """{"$oid":"65b9f0c7a1b2c3d4e5f60718"}""", """{"$date":"2026-01-31T07:59:00.123Z"}""", """{"$binary":{"base64":"AP8=","subType":"05"}}""", """{"$timestamp":{"t":1,"i":2}}""",
                """{"$numberDouble":"NaN"}""", """{"$minKey":1}""", """{"$numberDecimal":"1E+6000"}""").Select(ValueJson.Parse));
        return depth == 0
            ? plain
            : Gen.OneOf(plain, plain, plain, plain, Document(depth - 1).Select(map => (Value)map), Gen.ListOf(Element(depth - 1), 3).Select(items => (Value)ValueList.From(items.AsEnumerable())));
    }

    private static Value Finite(double number) => double.IsFinite(number) ? Value.From(number) : Value.Null;
}
