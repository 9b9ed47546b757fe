using System.Text.RegularExpressions;

namespace Logos.Rules.Patterns;

/// <summary>
/// The characters that one place of a pattern takes. What a class means is the runtime's business: it is asked
/// once for each ASCII character when the pattern is built, and then only for others.
/// </summary>
internal sealed class CharacterSet
{
    private readonly UInt128 _ascii;
    private readonly Regex? _class;
    private readonly char _single;

    private CharacterSet(char single)
    {
        _single = single;
        if (single < 128)
            _ascii = UInt128.One << single;
    }

    private CharacterSet(Regex characters)
    {
        _class = characters;
        for (var c = (char)0; c < 128; c++)
        {
            if (characters.IsMatch([c]))
                _ascii |= UInt128.One << c;
        }
    }

    /// <summary>Asking the runtime costs some ten times as much as looking at a bit.</summary>
    public bool IsDear => _class is not null;

    public static CharacterSet Of(char single) => new(single);

    /// <exception cref="ArgumentException">The runtime reads it otherwise, or not at all.</exception>
    public static CharacterSet Of(string characters, RegexOptions options) => new(new Regex($"\\A(?:{characters})\\z", options | RegexOptions.CultureInvariant));

    public bool Has(char c) => c < 128 ? (_ascii >> c & UInt128.One) != UInt128.Zero : _class is null ? c == _single : _class.IsMatch([c]);
}
