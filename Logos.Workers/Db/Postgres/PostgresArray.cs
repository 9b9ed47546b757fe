using System.Text;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Postgres;

/// <summary>Reads an array as PostgreSQL writes it: <c>{1,NULL,"a \"b\""}</c>, arrays within arrays, and bounds in front where they do not begin at 1.</summary>
internal ref struct PostgresArray
{
    private readonly ReadOnlySpan<char> _text;
    private readonly char _delimiter;
    private readonly Func<string, Value> _element;
    private int _at;

    private PostgresArray(string text, char delimiter, Func<string, Value> element)
    {
        _text = text;
        _delimiter = delimiter;
        _element = element;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static Value Read(string text, char delimiter, Func<string, Value> element)
    {
        var reader = new PostgresArray(text, delimiter, element);
        if (text.StartsWith('['))
            reader._at = text.IndexOf('=', StringComparison.Ordinal) + 1;
        var list = reader.List();
        return reader._at == text.Length ? list : throw Broken();
    }

    private ValueList List()
    {
        var items = new List<Value>();
        Expect('{');
        if (Peek() == '}')
        {
            _at++;
            return ValueList.From(items);
        }

        while (true)
        {
            items.Add(Peek() switch
            {
                '{' => List(),
                '"' => _element(Quoted()),
                _ => Plain(),
            });
            if (Peek() != _delimiter)
                break;
            _at++;
        }

        Expect('}');
        return ValueList.From(items);
    }

    private Value Plain()
    {
        var from = _at;
        while (Peek() != _delimiter && Peek() != '}')
            _at++;
        var text = _text[from.._at].ToString();
        return text == "NULL" ? Value.Null : _element(text);
    }

    private string Quoted()
    {
        var text = new StringBuilder();
        for (_at++; Peek() != '"'; _at++)
        {
            if (Peek() == '\\')
                _at++;
            text.Append(Peek());
        }

        _at++;
        return text.ToString();
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : throw Broken();

    private void Expect(char wanted)
    {
        if (Peek() != wanted)
            throw Broken();
        _at++;
    }

    private static FormatException Broken() => new("This is no array of PostgreSQL.");
}
