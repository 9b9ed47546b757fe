using System.Text.RegularExpressions;

namespace Logos.Rules.Patterns;

/// <summary>Goes through one text with all the places that the pattern can be at. One thread at a time.</summary>
internal sealed class PatternRun
{
    // Outside of ASCII a class is asked of the runtime.
    private const int DearLook = 16;

    private static readonly Regex WordCharacter = new(@"\A[\w\u200C\u200D]\z", RegexOptions.CultureInvariant);

    [ThreadStatic]
    private static PatternRun? _spare;

    private PatternProgram.Instruction[] _code = [];
    private string _text = "";
    private int[] _seenAt = [];
    private int[] _pending = [];
    private int[] _now = [];
    private int[] _next = [];
    private int _nowCount;
    private int _nextCount;
    private long _allowance;

    public static bool IsMatch(PatternProgram.Instruction[] code, CharacterSet[] sets, string text, ref long allowance)
    {
        var run = _spare ?? new();
        _spare = null;
        run.Begin(code, text, allowance);
        var matches = run.Go(sets);
        allowance = run._allowance;
        run._text = "";
        _spare = run;
        return matches;
    }

    private void Begin(PatternProgram.Instruction[] code, string text, long allowance)
    {
        (_code, _text, _allowance, _nowCount) = (code, text, allowance, 0);
        if (_seenAt.Length < code.Length)
        {
            _seenAt = new int[code.Length];
            _now = new int[code.Length];
            _next = new int[code.Length];
            _pending = new int[code.Length * 2];
        }

        _seenAt.AsSpan(0, code.Length).Fill(-1);
        _allowance -= code.Length >> 3;
    }

    private bool Go(CharacterSet[] sets)
    {
        var fromBegin = _code[0] is { Kind: PatternProgram.Kind.Look, First: (int)Boundary.Begin };
        for (var at = 0; ; at++)
        {
            // What the last character led to stands in now already; here another attempt begins.
            if ((at == 0 || !fromBegin) && Reach(0, at, _now, ref _nowCount))
                return true;
            if (at == _text.Length || (fromBegin && _nowCount == 0))
                return false;
            if (Advance(sets, at))
                return true;
            if (_allowance < 0)
                return false;
            (_now, _next, _nowCount) = (_next, _now, _nextCount);
        }
    }

    private bool Advance(CharacterSet[] sets, int at)
    {
        _nextCount = 0;
        var c = _text[at];
        _allowance -= _nowCount + 1;
        foreach (var place in _now.AsSpan(0, _nowCount))
        {
            var set = sets[_code[place].First];
            if (c >= 128 && set.IsDear)
                _allowance -= DearLook;
            if (set.Has(c) && Reach(place + 1, at + 1, _next, ref _nextCount))
                return true;
        }

        return false;
    }

    /// <summary>Adds the places that take a character and can be reached from this one without taking any.</summary>
    /// <returns>Whether the end of the pattern can be reached.</returns>
    private bool Reach(int place, int at, int[] reached, ref int count)
    {
        var pending = 0;
        _pending[pending++] = place;
        while (pending > 0)
        {
            place = _pending[--pending];
            _allowance--;
            if (_seenAt[place] == at)
                continue;
            _seenAt[place] = at;
            var instruction = _code[place];
            switch (instruction.Kind)
            {
                case PatternProgram.Kind.Take:
                    reached[count++] = place;
                    break;
                case PatternProgram.Kind.Jump:
                    _pending[pending++] = instruction.First;
                    break;
                case PatternProgram.Kind.Fork:
                    _pending[pending++] = instruction.Second;
                    _pending[pending++] = instruction.First;
                    break;
                case PatternProgram.Kind.Look when IsAt((Boundary)instruction.First, at):
                    _pending[pending++] = place + 1;
                    break;
                case PatternProgram.Kind.Done:
                    return true;
            }
        }

        return false;
    }

    private bool IsAt(Boundary boundary, int at) => boundary switch
    {
        Boundary.Begin => at == 0,
        Boundary.LineBegin => at == 0 || _text[at - 1] == '\n',
        Boundary.End => at == _text.Length,
        Boundary.LastEnd => at == _text.Length || (at == _text.Length - 1 && _text[at] == '\n'),
        Boundary.LineEnd => at == _text.Length || _text[at] == '\n',
        Boundary.Word => IsWord(at - 1) != IsWord(at),
        _ => IsWord(at - 1) == IsWord(at),
    };

    private bool IsWord(int at)
    {
        if (at < 0 || at >= _text.Length)
            return false;
        var c = _text[at];
        if (c < 128)
            return char.IsAsciiLetterOrDigit(c) || c == '_';
        _allowance -= DearLook;
        return WordCharacter.IsMatch([c]);
    }
}
