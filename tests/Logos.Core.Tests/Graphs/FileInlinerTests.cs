using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;

namespace Logos.Core.Tests.Graphs;

public sealed class FileInlinerTests : IDisposable
{
    private const string Rules = "rule \"A\" {\n  when x > 1\n  then y = 2;\n}\n";

    private readonly string _root = Directory.CreateTempSubdirectory("logos-inliner-").FullName;

    public FileInlinerTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "graphs", "rules"));
        File.WriteAllText(Path.Combine(_root, "graphs", "rules", "a.grl"), Rules);
        File.WriteAllText(Path.Combine(_root, "secret.txt"), "outside");
    }

    [Fact]
    public void A_files_content_stands_where_its_name_stood()
    {
        var reading = Load("file:rules/a.grl");
        Assert.Empty(reading.Faults);
        Assert.Equal(Rules, reading.Graph!.Nodes[0].With["rules"]!.Evaluate(default).AsString());
        var inline = Loading.Json(Encoding.UTF8.GetString(GraphWriter.ToJson(reading.Graph)));
        Assert.Equal(GraphWriter.ContentHash(reading.Graph), GraphWriter.ContentHash(inline.Graph!));
    }

    [Fact]
    public void A_fault_in_a_file_names_the_file_and_its_line()
    {
        File.WriteAllText(Path.Combine(_root, "graphs", "rules", "bad.grl"), "rule \"A\" {\n  when lenn(x) > 1\n  then y = 2;\n}\n");
        var fault = Assert.Single(Load("file:rules/bad.grl").Faults);
        Assert.Equal("LGS1007", fault.Code);
        Assert.StartsWith("rules/bad.grl, line 2, column 8: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal((5, 20, "nodes.a.with.rules"), (fault.Line, fault.Column, fault.Path));
    }

    [Theory]
    [InlineData("file:../secret.txt", "LGS2017")]
    [InlineData("file:rules/../../secret.txt", "LGS2017")]
    [InlineData("file:/etc/passwd", "LGS2017")]
    [InlineData("file:..\\\\secret.txt", "LGS2017")]
    [InlineData("file:link.txt", "LGS2017")]
    [InlineData("file:linked/secret.txt", "LGS2017")]
    [InlineData("file:", "LGS2016")]
    [InlineData("file:file:rules/a.grl", "LGS2016")]
    [InlineData("file:missing.grl", "LGS2016")]
    [InlineData("file:rules", "LGS2016")]
    [InlineData("file:large.grl", "LGS2016")]
    [InlineData("file:binary.grl", "LGS2016")]
    public void What_leads_out_or_cannot_be_read_is_refused(string name, string code)
    {
        var folder = Path.Combine(_root, "graphs");
        File.CreateSymbolicLink(Path.Combine(folder, "link.txt"), Path.Combine(_root, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), _root);
        File.WriteAllBytes(Path.Combine(folder, "large.grl"), new byte[FileInliner.MaxBytes + 1]);
        File.WriteAllBytes(Path.Combine(folder, "binary.grl"), [0x80, 0x00]);
        var reading = Load(name);
        var fault = Assert.Single(reading.Errors);
        Assert.Equal(code, fault.Code);
        Assert.DoesNotContain("outside", GraphWriter.ToYaml(reading.Graph!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:", "`file:` names no file: write the file's name behind it: `file:rules.grl`")]
    [InlineData("file:  ", "`file:` names no file: write the file's name behind it: `file:rules.grl`")]
    [InlineData("file:file:file: rules/a.grl", "`file:` stands twice in `file:file:file: rules/a.grl`: write `file:rules/a.grl`")]
    [InlineData("file:rules", "`rules` cannot be taken in: it is a folder, and not a file: paths are relative to the definition")]
    [InlineData("file:b.grl", "`b.grl` cannot be taken in: there is no such file: paths are relative to the definition")]
    public void A_refusal_says_what_is_wrong_with_the_name(string name, string told)
    {
        var fault = Assert.Single(Load(name).Errors);

        Assert.Equal(told, $"{fault.Message}: {fault.Hint}");
    }

    [Fact]
    public void A_server_reads_no_file_and_says_so()
    {
        var reading = GraphLoader.Load(Definition("file:rules/a.grl"), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.Equal("LGS2015", Assert.Single(reading.Faults).Code);
    }

    [Fact]
    public void A_description_may_begin_with_the_same_letters()
    {
        var reading = Loading.Yaml("name: x\ndescription: 'file: of rules'\nnodes: { a: { type: rule, description: 'file:x', with: { output: 1 } } }");
        Assert.Empty(reading.Faults);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private GraphReading Load(string file) =>
        GraphLoader.Load(Definition(file), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn, FileInliner.Below(Path.Combine(_root, "graphs")));

    private static byte[] Definition(string file) => Encoding.UTF8.GetBytes($$"""
        name: files
        nodes:
          a:
            type: grl
            with: { rules: "{{file}}", facts: {} }
        """);
}
