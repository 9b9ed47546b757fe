using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Functions;

internal static class TextFunctions
{
    public static Value Len(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) => arguments[0].Kind switch
    {
        ValueKind.Null => 0,
        ValueKind.String => CountCharacters(frame, at, arguments[0].AsString()),
        ValueKind.List => arguments[0].AsList().Count,
        ValueKind.Map => arguments[0].AsMap().Count,
        _ => throw Failure.BadArgument(frame, at, "a text, a list or an object", arguments[0]),
    };

    public static Value Lower(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) =>
        Text(frame, at, arguments[0]) is { } text ? Made(frame, at, text.ToLowerInvariant()) : Value.Null;

    public static Value Upper(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) =>
        Text(frame, at, arguments[0]) is { } text ? Made(frame, at, text.ToUpperInvariant()) : Value.Null;

    public static Value Trim(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) =>
        Text(frame, at, arguments[0]) is { } text ? Made(frame, at, text.Trim()) : Value.Null;

    public static Value Split(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        if (Text(frame, at, arguments[0]) is not { } text)
            return ValueList.Empty;
        if (!arguments[1].IsString || arguments[1].AsString().Length == 0)
            throw Failure.BadArgument(frame, at, "a separator that is a text", arguments[1]);
        frame.Step(text.Length, at);
        var parts = text.Split(arguments[1].AsString());
        frame.Made(text.Length + parts.Length, at);
        return ValueList.From(parts.Select(Value.From));
    }

    public static Value Join(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        if (arguments[0].IsNull)
            return "";
        if (!arguments[0].IsList)
            throw Failure.BadArgument(frame, at, "a list", arguments[0]);
        var separator = arguments.Length > 1 ? Text(frame, at, arguments[1]) ?? "" : ", ";
        var text = new StringBuilder();
        var list = arguments[0].AsList();
        for (var i = 0; i < list.Count; i++)
        {
            var before = text.Length;
            if (i > 0)
                text.Append(separator);
            text.Append(list[i].ToText());
            frame.Step(1, at);
            frame.Made(text.Length - before, at);
        }

        return text.ToString();
    }

    public static Value Json(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        if (arguments[0].RawReference is not string text)
        {
            var written = arguments[0].ToJson();
            frame.Made(written.Length, at);
            return written;
        }

        frame.Step(text.Length, at);
        frame.Made(text.Length, at);
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            throw Failure.BadArgument(frame, at, "JSON text", text);
        }
        catch (EncoderFallbackException)
        {
            throw Failure.BadArgument(frame, at, "JSON text", text);
        }
    }

    public static Value Hash(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var text = arguments[0].RawReference as string ?? arguments[0].ToJson();
        frame.Step(text.Length, at);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static Value Made(Frame frame, Expr.Call at, string text)
    {
        frame.Made(text.Length, at);
        return text;
    }

    private static string? Text(Frame frame, Expr.Call at, in Value value) =>
        value.IsNull ? null : value.RawReference as string ?? throw Failure.BadArgument(frame, at, "a text", value);

    private static int CountCharacters(Frame frame, Expr.Call at, string text)
    {
        frame.Step(text.Length, at);
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
                count--;
        }

        return count;
    }
}
