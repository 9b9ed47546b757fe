using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Tests.Output;

public sealed class FaultPrinterTests
{
    private static readonly Fault Missing = new("LGS1103", "A `;` is missing.") { Line = 2, Column = 6, Length = 2, Hint = "End the statement with `;`." };

    [Fact]
    public void A_fault_shows_its_line_a_caret_and_what_to_do()
    {
        Assert.Equal(
            """
            error LGS1103 a.grl:2:6: A `;` is missing.
              |
            2 | x = 1y
              |      ^
              hint: End the statement with `;`.


            """.Replace("  hint", "   hint", StringComparison.Ordinal),
            Printed(Ink.Plain, "rule\nx = 1y\n", Missing));
    }

    [Fact]
    public void Windows_line_ends_do_not_reach_the_terminal()
    {
        Assert.DoesNotContain('\r', Printed(Ink.Plain, "rule\r\nx = 1y\r\n", Missing));
    }

    [Fact]
    public void A_line_that_the_text_does_not_have_is_left_out()
    {
        var printed = Printed(Ink.Plain, "one line", Missing with { Line = 7 });

        Assert.StartsWith("error LGS1103 a.grl:7:6: A `;` is missing.\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain('|', printed);
    }

    [Fact]
    public void A_fault_without_a_place_names_the_file_and_the_path()
    {
        var printed = Printed(Ink.Plain, "", new Fault("LGS1201", "Too many firings.") { Path = "rule Loop" });

        Assert.Equal("error LGS1201 a.grl: Too many firings.\n  at: rule Loop\n\n", printed);
    }

    [Fact]
    public void More_faults_than_anybody_reads_are_counted()
    {
        var to = new StringWriter { NewLine = "\n" };

        FaultPrinter.Print(new Paper(to, Ink.Plain, () => 80), "a.grl", null, [.. Enumerable.Repeat(Missing, 1000)]);

        Assert.EndsWith("... and 950 more in a.grl; --json prints all\n", to.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_change_nothing_but_colours()
    {
        var coloured = Printed(Ink.For(true, _ => null), "rule\nx = 1y\n", Missing);

        Assert.Contains("\e[1;31merror\e[0m", coloured, StringComparison.Ordinal);
        Assert.Equal(Printed(Ink.Plain, "rule\nx = 1y\n", Missing), Uncoloured(coloured));
    }

    [Theory]
    [InlineData(true, "", "", false, true)]
    [InlineData(false, "", "", false, false)]
    [InlineData(true, "NO_COLOR", "1", false, false)]
    [InlineData(true, "TERM", "dumb", false, false)]
    [InlineData(true, "CLICOLOR", "0", false, false)]
    [InlineData(false, "FORCE_COLOR", "1", false, true)]
    [InlineData(false, "FORCE_COLOR", "0", false, false)]
    [InlineData(false, "CLICOLOR_FORCE", "1", false, true)]
    [InlineData(false, "FORCE_COLOR", "1", true, false)]
    public void Colours_follow_the_terminal_and_the_conventions(bool terminal, string name, string value, bool noColor, bool expected)
    {
        var ink = Ink.For(terminal, asked => asked == name ? value : asked == "NO_COLOR" && noColor ? "1" : null);

        Assert.Equal(expected, ink.Red("x") != "x");
    }

    private static string Printed(Ink ink, string text, Fault fault)
    {
        var to = new StringWriter { NewLine = "\n" };
        FaultPrinter.Print(new Paper(to, ink, () => 80), "a.grl", new SourceText("a.grl", text), fault);
        return to.ToString();
    }

    private static string Uncoloured(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9;]*m", "");
}
