using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Logos.Gateway.Console.Html;

/// <summary>
/// A page as it is written. Only the text between the holes of an interpolated string is taken as it stands; what
/// fills a hole is data, and encoded. There is no other way in, so that nothing can be forgotten.
/// </summary>
internal sealed class HtmlWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        "&<>\"'\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000b\u000c\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f");

    // They turn around how the text beside them reads: a name could look like another.
    private static readonly SearchValues<char> Turning = SearchValues.Create("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    private bool _isInArea;
    private bool _isExact;

    private readonly ArrayBufferWriter<byte> _out = new(16 * 1024);

    public ReadOnlyMemory<byte> Written => _out.WrittenMemory;

#pragma warning disable CA1822 // The handler writes into this writer.
    public void Write([InterpolatedStringHandlerArgument("")] Pieces pieces)
    {
    }
#pragma warning restore CA1822

    public override string ToString() => Encoding.UTF8.GetString(_out.WrittenSpan);

    private void Plain(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _out);

    // What a form sends back is written as it is: between quotes, and within a text area.
    private void Follow(string literal)
    {
        if (literal.LastIndexOf("textarea", StringComparison.Ordinal) is > 0 and var at)
            _isInArea = literal[at - 1] == '<';
        _isExact = _isInArea || literal.EndsWith('"');
    }

    // Safe between tags and within attributes in quotes of either kind; control characters are nothing that HTML can say.
    private void Encoded(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            Plain(text[..at]);
            Plain(text[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => "\ufffd",
            });
            text = text[(at + 1)..];
        }

        Plain(text);
    }

    private void Data(ReadOnlySpan<char> text)
    {
        while (!_isExact && text.IndexOfAny(Turning) is >= 0 and var at)
        {
            Encoded(text[..at]);
            Plain("\ufffd");
            text = text[(at + 1)..];
        }

        Encoded(text);
    }

    [InterpolatedStringHandler]
    public readonly ref struct Pieces
    {
        private readonly HtmlWriter _writer;

#pragma warning disable IDE0060, CA1801 // The compiler says how much there is, and nothing is to be done about it.
        public Pieces(int literalLength, int formattedCount, HtmlWriter writer) => _writer = writer;
#pragma warning restore IDE0060, CA1801

        public void AppendLiteral(string literal)
        {
            _writer.Follow(literal);
            _writer.Plain(literal);
        }

        public void AppendFormatted(string? text) => _writer.Data(text);

        public void AppendFormatted(ReadOnlySpan<char> text) => _writer.Data(text);

        public void AppendFormatted(int number) => _writer.Plain(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(long number) => _writer.Plain(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>A length in a drawing.</summary>
        public void AppendFormatted(double number) => _writer.Plain(number.ToString("0.##", CultureInfo.InvariantCulture));

        public void AppendFormatted(Guid id) => _writer.Plain(id.ToString());

        public void AppendFormatted(Link link) => _writer.Encoded(link.Path);
    }
}
