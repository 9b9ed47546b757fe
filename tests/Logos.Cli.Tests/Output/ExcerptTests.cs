using System.Text.Json;
using Logos.Cli.Output;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Output;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("abc def", 5, 3, "abc def", 4, 3)]
    [InlineData("\tabc", 2, 3, "    abc", 4, 3)]
    [InlineData("a\tbc", 3, 2, "a   bc", 4, 2)]
    [InlineData("価格 > x", 6, 1, "価格 > x", 7, 1)]
    [InlineData("\"👍\" + x", 8, 1, "\"👍\" + x", 7, 1)]
    [InlineData("\"👨‍👩‍👧\" x", 12, 1, "\"👨‍👩‍👧\" x", 5, 1)]
    [InlineData("e\u0301 = x", 6, 1, "e\u0301 = x", 4, 1)]
    [InlineData("abc", 4, 1, "abc", 3, 1)]
    [InlineData("abc", 99, 5, "abc", 3, 1)]
    [InlineData("", 1, 1, "", 0, 1)]
    public void The_caret_stands_below_what_it_means(string line, int column, int length, string text, int caret, int carets)
    {
        Assert.Equal(new Excerpt(text, caret, carets), Excerpt.Of(line, column, length, 80));
    }

    [Fact]
    public void A_line_of_a_megabyte_is_cut_around_the_caret()
    {
        var line = new string('x', 500_000) + "HERE" + new string('y', 500_000);

        var excerpt = Excerpt.Of(line, 500_001, 4, 60);

        Assert.Equal("HERE", excerpt.Text.Substring(excerpt.CaretColumn, excerpt.CaretWidth));
        Assert.StartsWith("...x", excerpt.Text, StringComparison.Ordinal);
        Assert.EndsWith("y...", excerpt.Text, StringComparison.Ordinal);
        Assert.True(excerpt.Text.Length <= 60, excerpt.Text);
    }

    [Fact]
    public void Wide_characters_before_the_caret_do_not_push_it_out_of_sight()
    {
        var line = new string('価', 1000) + "HERE";

        var excerpt = Excerpt.Of(line, 1001, 4, 60);

        Assert.EndsWith("HERE", excerpt.Text, StringComparison.Ordinal);
        Assert.Equal(DisplayWidth.Of(excerpt.Text), excerpt.CaretColumn + 4);
        Assert.True(DisplayWidth.Of(excerpt.Text) <= 60, excerpt.Text);
    }

    [Fact]
    public void A_short_line_is_never_cut()
    {
        var line = new string('x', 60);

        Assert.Equal(line, Excerpt.Of(line, 60, 1, 60).Text);
    }

    [Fact]
    public void An_escape_sequence_in_a_source_is_shown_and_not_obeyed()
    {
        var excerpt = Excerpt.Of("\e[2Jx = \a1", 5, 1, 60);

        Assert.Equal("␛[2Jx = ␇1", excerpt.Text);
        Assert.Equal(4, excerpt.CaretColumn);
    }

    [Theory]
    [InlineData("a\u202Eb", "a\\u202Eb")]
    [InlineData("a\u200Bb\u2060c\u00ADd\uFEFFe", "a\\u200Bb\\u2060c\\u00ADd\\uFEFFe")]
    [InlineData("pa\u200Dy", "pa\\u200Dy")]
    [InlineData("a\U000E0041b", "a\\uDB40\\uDC41b")]
    [InlineData("x\u0085y\u007F", "x\\u0085y\\u007F")]
    [InlineData("👨‍👩‍👧 می‌خواهم café 価格", "👨‍👩‍👧 می‌خواهم café 価格")]
    public void What_nobody_sees_cannot_hide_what_a_rule_says(string text, string shown) => Assert.Equal(shown, Visible.Of(text));

    [Fact]
    public void A_name_with_what_nobody_sees_is_shown_in_words_and_in_json_alike()
    {
        const string Graph = "name: one\nnodes:\n  \"or\u200Bder\u202E\": {type: rule, with: {output: 1}}\n";

        Assert.Contains("`or\\u200Bder\\u202E`", InProcess.WithInput(Graph).Run("validate", "-").Output, StringComparison.Ordinal);
        var json = InProcess.WithInput(Graph).Run("validate", "-", "--json").Output;
        Assert.Contains("`or\\u200Bder\\u202E`", json, StringComparison.Ordinal);
        using var read = JsonDocument.Parse(json);
        Assert.Contains("`or\u200Bder\u202E`", read.RootElement.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
