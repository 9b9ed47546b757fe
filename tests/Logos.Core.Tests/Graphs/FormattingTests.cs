using System.Text;
using Logos.Core.Graphs.Formatting;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Tests.Graphs;

public sealed class FormattingTests
{
    [Fact]
    public void Formatting_orders_fields_and_keeps_every_comment_at_its_place()
    {
        const string Before = """
            # a graph about orders
            # in two lines

            nodes:
                b:
                    with:
                        connection:   oms     # the order system
                        query: |
                            select *

                            from orders   -- sql comment
                        # in front of params
                        params: {a: 1,   b: "two"}
                        # at the end of with
                    needs:
                    - a     # first
                    # between
                    - c
                    # why postgres
                    type: postgres


                # the first node
                a: {type: rule, with: {output: 1}}   # beside a
                c:
                    type: rule
                    with:
                        output:
                            - name: x   # item
                              value: 1
                            # about y
                            - {name: y}
            name: "orders"
            # the end
            """;
        const string After = """
            # a graph about orders
            # in two lines

            name: "orders"

            nodes:
              b:
                # why postgres
                type: postgres
                needs:
                  - a  # first
                  # between
                  - c
                with:
                  connection: oms  # the order system
                  query: |
                    select *

                    from orders   -- sql comment
                  # in front of params
                  params: { a: 1, b: "two" }
                  # at the end of with

              # the first node
              a: { type: rule, with: { output: 1 } }  # beside a
              c:
                type: rule
                with:
                  output:
                    - name: x  # item
                      value: 1
                    # about y
                    - { name: y }
            # the end

            """;
        Assert.Equal(After, Format(Before));
        Assert.Equal(After, Format(After));
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x\n", "anchors")]
    [InlineData("a: !!str 1\n", "tags")]
    public void What_cannot_be_kept_is_refused_with_words(string text, string word)
    {
        Assert.Null(GraphFormatter.Format(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, out var faults));
        var fault = Assert.Single(faults);
        Assert.Equal("LGS2019", fault.Code);
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_formatted_as_json()
    {
        var formatted = GraphFormatter.Format("""{"nodes":{"a":{"with":{"output":1.50},"type":"rule"}},"name":"x"}"""u8, GraphFormat.Json, out var faults);
        Assert.Empty(faults);
        Assert.Equal("""
            {
              "name": "x",
              "nodes": {
                "a": {
                  "type": "rule",
                  "with": {
                    "output": 1.5
                  }
                }
              }
            }

            """, formatted);
    }

    [Theory]
    [InlineData("a: \"two\n  lines\"\n")]
    [InlineData("a: two\n  lines\n")]
    [InlineData("a: |+\n  kept\n\nb: 1\n")]
    [InlineData("a: |2\n    two more\n  than this\n")]
    [InlineData("a: >-\n  folded\n  text\n\n  paragraph\n")]
    [InlineData("- - a\n  - b\n- c\n")]
    [InlineData("a:\n  # only a comment\n  b:\n")]
    [InlineData("a: [1,\n  2, # two\n  3]\n")]
    [InlineData("a: { b: 1 }\r\n# c\r\nd: 2\r\n")]
    [InlineData("---\n# top\na: 1\n...\n")]
    [InlineData("? a\n: b\n")]
    [InlineData("a:\n- |\n  text\n- >\n  more\n")]
    public void Formatting_twice_is_formatting_once(string text)
    {
        var once = Format(text);
        Assert.Equal(once, Format(once));
    }

    private static string Format(string text)
    {
        var formatted = GraphFormatter.Format(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, out var faults);
        Assert.Empty(faults);
        return formatted!;
    }
}
