using System.Text;
using Logos.Core.Graphs.Formatting;
using Logos.Core.Graphs.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Logos.Core.Tests.Graphs;

/// <summary>However a document is indented, its formatted text says the same.</summary>
public sealed class RandomYamlTests
{
    private const int Seed = 20240607;

    [Fact]
    public void Formatting_changes_no_value_and_no_comment()
    {
        for (var round = 0; round < 500; round++)
        {
            var text = new Writer(new Random(Seed + round)).Document();

            var formatted = Format(text, Seed + round);

            Assert.True(Meaning(text) == Meaning(formatted), $"seed {Seed + round}\n{text}\n---\n{formatted}");
            Assert.True(formatted == Format(formatted, Seed + round), $"not settled, seed {Seed + round}\n{formatted}");
            Assert.Equal(text.Count(c => c == '#'), formatted.Count(c => c == '#'));
        }
    }

    private static string Format(string text, int seed)
    {
        var formatted = GraphFormatter.Format(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, out var faults);
        Assert.True(formatted is not null, $"seed {seed}: {string.Join(" ", faults)}\n{text}");
        return formatted;
    }

    private static string Meaning(string text)
    {
        var parser = new Parser(new StringReader(text));
        var meaning = new StringBuilder();
        while (parser.MoveNext())
        {
            meaning.Append(parser.Current switch
            {
                Scalar scalar => $"={scalar.Value.ReplaceLineEndings("\\n")}|{scalar.Style}",
                MappingStart => "{",
                MappingEnd => "}",
                SequenceStart => "[",
                SequenceEnd => "]",
                _ => "",
            });
            meaning.Append('\n');
        }

        return meaning.ToString();
    }

    private sealed class Writer(Random random)
    {
        private readonly StringBuilder _text = new();

        public string Document()
        {
            Map(indent: 0, depth: 0, inItem: false);
            return _text.ToString();
        }

        private void Map(int indent, int depth, bool inItem)
        {
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                if (!inItem) Noise(indent);
                _text.Append(' ', inItem ? 0 : indent).Append($"k{_text.Length}:");
                inItem = false;
                Value(indent, depth, isValueOfKey: true);
            }
        }

        private void List(int indent, int depth)
        {
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                Noise(indent);
                var gap = random.Next(1, 4);
                _text.Append(' ', indent).Append('-').Append(' ', gap);
                if (depth < 4 && random.Next(3) == 0) Map(indent + 1 + gap, depth + 1, inItem: true);
                else Value(indent, depth, isValueOfKey: false);
            }
        }

        private void Value(int indent, int depth, bool isValueOfKey)
        {
            var kind = random.Next(depth > 4 ? 5 : 9);
            var inner = indent + random.Next(1, 6);
            switch (kind)
            {
                case 0: _text.Append(" \"quoted # no comment\"\n"); break;
                case 1: _text.Append(" plain # why\n"); break;
                case 2: Block(indent); break;
                case 3: _text.Append($" {{ a: 1,\n{new string(' ', inner)}b: [x, 'y'] }}\n"); break;
                case 4: _text.Append($" plain text\n{new string(' ', inner)}goes on\n"); break;
                case 5 or 6 when isValueOfKey: Nested(random.Next(4) == 0 ? indent : inner, depth); break;
                case 7 when isValueOfKey: _text.Append('\n'); Map(inner, depth + 1, inItem: false); break;
                default: _text.Append(" 'it''s'   \n"); break;
            }
        }

        private void Nested(int indent, int depth)
        {
            _text.Append('\n');
            List(indent, depth + 1);
        }

        private void Block(int indent)
        {
            var chomp = new[] { "", "-", "+" }[random.Next(3)];
            var deeper = indent + random.Next(1, 6);
            _text.Append($" {(random.Next(2) == 0 ? '|' : '>')}{chomp}\n{new string(' ', deeper)}one\n");
            if (random.Next(2) == 0) _text.Append('\n');
            _text.Append($"{new string(' ', deeper)}  two\n{new string(' ', deeper)}three\n");
        }

        private void Noise(int indent)
        {
            if (random.Next(6) == 0) _text.Append('\n');
            if (random.Next(6) == 0) _text.Append(' ', indent).Append("# a comment\n");
        }
    }
}
