using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Input;

/// <summary>What a stranger may hand over: refused in words, with exit code 2, and quickly.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(10);

    private static readonly string[] GraphCommands = ["validate {0}", "plan {0}", "import {0}", "fmt {0}"];

    private static readonly string[] GrlCommands = ["grl check {0}", "grl eval {0} --facts good.json", "grl eval good.grl --facts {0}"];

    private readonly TempFolder _folder = new();

    public BadInputTests()
    {
        _folder.Write("good.grl", "rule A { when true then x = 1; }");
        _folder.Write("good.json", "{}");
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> EveryCommandAndFile()
    {
        var data = new TheoryData<string, string>();
        foreach (var command in GraphCommands.Concat(GrlCommands))
        {
            foreach (var input in (string[])["missing", "folder", "large", "binary", "utf8", "utf16"])
                data.Add(command, input);
        }

        foreach (var command in (string[])[.. GraphCommands, GrlCommands[2]])
            data.Add(command, "empty");
        foreach (var command in GraphCommands)
        {
            data.Add(command, "bomb");
            data.Add(command, "deep-yaml");
            data.Add(command, "deep-flow");
            data.Add(command, "deep-json");
            data.Add(command, "tabs");
            data.Add(command, "long-line");
        }

        foreach (var command in GrlCommands[..2])
        {
            data.Add(command, "deep-grl");
            data.Add(command, "long-line");
        }

        data.Add(GrlCommands[2], "deep-json");
        return data;
    }

    [Theory]
    [MemberData(nameof(EveryCommandAndFile))]
    public void Bad_input_is_refused_in_words(string command, string input)
    {
        var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, Make(input)).Split(' ');
        var before = _folder.Names();
        var watch = Stopwatch.StartNew();

        var run = InProcess.In(_folder, [.. line, "--json"]);

        Assert.True(watch.Elapsed < Quickly, $"{watch.Elapsed}");
        Assert.Equal((2, ""), (run.Code, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        foreach (var error in json.RootElement.GetProperty("errors").EnumerateArray())
        {
            Assert.Matches("^LGS[0-9]{4}$", error.GetProperty("code").GetString());
            Assert.InRange(error.GetProperty("message").GetString()!.Length, 10, 400);
        }

        Assert.NotEqual(0, json.RootElement.GetProperty("errors").GetArrayLength());
        Assert.Equal(before, _folder.Names());
    }

    [Theory]
    [InlineData("validate {0}")]
    [InlineData("grl check {0}")]
    public void A_reader_sees_little_of_a_line_of_a_megabyte(string command)
    {
        var run = InProcess.In(_folder, string.Format(System.Globalization.CultureInfo.InvariantCulture, command, Make("long-line")).Split(' '));

        Assert.Equal(2, run.Code);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length < 500, line));
    }

    private string Make(string kind)
    {
        switch (kind)
        {
            case "folder": Directory.CreateDirectory(Path.Combine(_folder.Path, "folder")); return "folder";
            case "large": return Large();
            case "binary": return _folder.Write("binary.yaml", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0]);
            case "utf8": return _folder.Write("utf8.yaml", [.. "name: "u8, 0xC3, 0x28]);
            case "utf16": return _folder.Write("utf16.yaml", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("name: a")]);
            case "empty": return _folder.Write("empty.yaml", "");
            case "bomb": return _folder.Write("bomb.yaml", Bomb());
            case "deep-yaml": return _folder.Write("deep.yaml", string.Concat(Enumerable.Range(0, 2_500).Select(level => $"{new string(' ', level)}a:\n")));
            case "deep-flow": return _folder.Write("deep.yaml", "name: " + new string('[', 10_000) + new string(']', 10_000));
            case "deep-json": return _folder.Write("deep.json", "{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}");
            case "deep-grl": return _folder.Write("deep.grl", $"rule A {{ when {new string('(', 10_000)}x{new string(')', 10_000)} then y = 1; }}");
            case "tabs": return _folder.Write("tabs.yaml", "name: a\nnodes:\n\tx:\n\t\ttype: rule\n");
            case "long-line": return _folder.Write("long.yaml", "nmae: " + new string('x', 1 << 20) + "\n");
            default: return kind;
        }
    }

    private string Large()
    {
        using var file = File.Create(Path.Combine(_folder.Path, "large.yaml"));
        file.SetLength(100 << 20);
        return "large.yaml";
    }

    private static string Bomb()
    {
        var text = new StringBuilder("name: bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 10; level++)
            text.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        return text.Append("nodes: { a: { type: rule, with: { x: *a9 } } }\n").ToString();
    }
}
