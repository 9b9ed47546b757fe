using System.Text;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;
using Logos.Rules.Faults;

namespace Logos.Cli.Tests.Input;

public sealed class InputFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Text_is_read_and_its_byte_order_mark_is_not()
    {
        _folder.Write("a.grl", [0xEF, 0xBB, 0xBF, .. "rule"u8]);

        Assert.Equal("rule", Read("a.grl", out _)?.Text);
    }

    [Theory]
    [InlineData("orders.yml", "orders.yaml", "did you mean `orders.yaml`?")]
    [InlineData("orders.json", "orders.yaml", "did you mean `orders.yaml`?")]
    [InlineData("ordres.yml", "orders.yaml", "did you mean `orders.yaml`?")]
    [InlineData("orders.yalm", "orders.grl orders.yaml", "did you mean `orders.yaml`?")]
    [InlineData("orders", "orders.yaml", "did you mean `orders.yaml`?")]
    [InlineData("a.yaml", "b.yaml", null)]
    [InlineData("ab.grl", "xy.grl", null)]
    [InlineData("ordres.grl", "orders.yaml", null)]
    [InlineData("facts.json", "rules.json", null)]
    public void The_nearest_file_is_near_by_its_name_and_not_by_its_extension(string name, string files, string? hint)
    {
        foreach (var file in files.Split(' '))
            _folder.Write(file, "");

        Assert.Equal(hint, Refused(name).Hint);
    }

    [Fact]
    public void A_missing_file_brings_the_nearest_name()
    {
        _folder.Write("orders.yaml", "");

        var fault = Refused("ordres.yaml");

        Assert.Equal(CliCodes.FileNotFound.Code, fault.Code);
        Assert.Equal("there is no file ordres.yaml", fault.Message);
        Assert.Equal("did you mean `orders.yaml`?", fault.Hint);
    }

    [Fact]
    public void A_missing_folder_is_said_to_be_missing()
    {
        Assert.Equal("the folder nowhere does not exist either", Refused("nowhere/a.grl").Hint);
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "rules"));

        Assert.Equal(CliCodes.NotAFile.Code, Refused("rules").Code);
    }

    [Fact]
    public void A_hundred_megabytes_are_refused_by_their_length_alone()
    {
        using (var file = File.Create(Path.Combine(_folder.Path, "big.yaml")))
            file.SetLength(100 << 20);

        var fault = Refused("big.yaml");

        Assert.Equal(CliCodes.TooLarge.Code, fault.Code);
        Assert.Equal("big.yaml is too large: it has 100 MiB, and at most 16 MiB are read", fault.Message);
    }

    [Fact]
    public void A_stream_without_an_end_is_left_when_the_limit_is_reached()
    {
        var terminal = new Terminal(new Endless(), TextWriter.Null, TextWriter.Null, _ => null);

        Assert.Null(InputFile.Read("-", SizeLimit.Definition, terminal, out var fault));
        Assert.Equal("<stdin> is too large: at most 16 MiB are read", fault!.Message);
    }

    [Fact]
    public void A_binary_file_is_refused_with_the_offset()
    {
        _folder.Write("a.yaml", [.. "name"u8, 0, 1, 2]);

        Assert.Equal("a.yaml is not text: it has a NUL byte at offset 4", Refused("a.yaml").Message);
    }

    [Fact]
    public void Utf16_is_called_by_its_name()
    {
        _folder.Write("a.yaml", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name: x")]);

        Assert.Equal("a.yaml is UTF-16, not UTF-8", Refused("a.yaml").Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x0A, 0xC3, 0xA4, 0xFF }, "0xFF at offset 4", 2, 2)]
    [InlineData(new byte[] { 0xE4, 0x20 }, "0xE4 at offset 0", 1, 1)]
    [InlineData(new byte[] { 0x61, 0xC3 }, "0xC3 at offset 1", 1, 2)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "0xED at offset 0", 1, 1)]
    [InlineData(new byte[] { 0xC0, 0x80 }, "0xC0 at offset 0", 1, 1)]
    public void Invalid_utf8_is_refused_with_byte_offset_and_place(byte[] bytes, string told, int line, int column)
    {
        _folder.Write("a.yaml", bytes);

        var fault = Refused("a.yaml");

        Assert.Equal(CliCodes.NotUtf8.Code, fault.Code);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    private SourceText? Read(string name, out Fault? fault) =>
        InputFile.Read(name, SizeLimit.Definition, new Terminal(Stream.Null, TextWriter.Null, TextWriter.Null, _ => null) { WorkingDirectory = _folder.Path }, out fault);

    private Fault Refused(string name)
    {
        Assert.Null(Read(name, out var fault));
        return Assert.IsType<Fault>(fault);
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }
    }
}
