using System.Diagnostics;
using System.Globalization;
using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Tests.Graphs;

public sealed class HostileFileTests
{
    // Of processor time: other tests run beside it. What it has to catch takes minutes, or never ends.
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(5);

    public static TheoryData<string, GraphFormat, string> Files => new()
    {
        { "a hundred megabytes", GraphFormat.Yaml, "LGS2001" },
        { "a hundred megabytes", GraphFormat.Json, "LGS2001" },
        { "an executable", GraphFormat.Yaml, "LGS2002" },
        { "an executable", GraphFormat.Json, "LGS2002" },
        { "a NUL byte", GraphFormat.Yaml, "LGS2002" },
        { "a NUL byte", GraphFormat.Json, "LGS2002" },
        { "a tag of a megabyte", GraphFormat.Yaml, "LGS2013" },
        { "deep flow lists", GraphFormat.Yaml, "LGS2005" },
        { "deep flow lists", GraphFormat.Json, "LGS2005" },
        { "deep flow maps", GraphFormat.Yaml, "LGS2005" },
        { "deep json maps", GraphFormat.Json, "LGS2005" },
        { "deep block maps", GraphFormat.Yaml, "LGS2005" },
        { "deep block lists", GraphFormat.Yaml, "LGS2005" },
        { "deep aliases", GraphFormat.Yaml, "LGS2005" },
        { "deep expression", GraphFormat.Yaml, "LGS1005" },
        { "billion laughs", GraphFormat.Yaml, "LGS2007" },
        { "an anchor inside itself", GraphFormat.Yaml, "LGS2011" },
        { "one key a million times", GraphFormat.Yaml, "LGS2006" },
        { "one key a million times", GraphFormat.Json, "LGS2006" },
        { "a long line of nothing", GraphFormat.Yaml, "LGS2008" },
        { "too many nodes", GraphFormat.Yaml, "LGS2112" },
        { "many complex keys", GraphFormat.Yaml, "LGS2010" },
        { "a fault in each of many nodes", GraphFormat.Yaml, "LGS2109" },
        { "one edge over and over, and a fault", GraphFormat.Yaml, "LGS2108" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_hostile_file_is_refused_quickly_and_with_words(string what, GraphFormat format, string code)
    {
        var bytes = Make(what, format);
        var watch = Stopwatch.StartNew();
        var before = TimeOfThread();
        var reading = GraphLoader.Load(bytes, format, NodeTypeRegistry.BuiltIn);
        var taken = TimeOfThread() - before ?? watch.Elapsed;
        Assert.True(taken < Quickly, $"took {taken}");
        Assert.False(reading.IsValid);
        Assert.Contains(reading.Faults, fault => fault.Code == code);
        Assert.All(reading.Faults, fault => Assert.False(string.IsNullOrWhiteSpace(fault.Message) || fault.Message.Length > 500));
    }

    // Fields 14 and 15 of proc(5)'s stat, in hundredths of a second; only Linux has it.
    private static TimeSpan? TimeOfThread()
    {
        if (!File.Exists("/proc/thread-self/stat"))
            return null;
        var stat = File.ReadAllText("/proc/thread-self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }

    private static byte[] Make(string what, GraphFormat format) => what switch
    {
        "a hundred megabytes" => new byte[100 * 1024 * 1024],
        "an executable" => File.ReadAllBytes(typeof(HostileFileTests).Assembly.Location),
        "a NUL byte" => Text("name: x\nnodes: { a: { type: rule, with: { output: \0 } } }\n"),
        "a tag of a megabyte" => Text($"name: !{new string('x', 1_000_000)} x\nnodes: {{ a: {{ type: rule, with: {{ output: 1 }} }} }}\n"),
        "deep flow lists" => Text("name: x\nnodes: ", format).Concat(Text(new string('[', 10_000) + new string(']', 10_000))).Concat(format == GraphFormat.Json ? "}"u8.ToArray() : []).ToArray(),
        "deep flow maps" => Text("a: " + Repeat("{a: ", 10_000) + Repeat("}", 10_000)),
        "deep json maps" => Text(Repeat("{\"a\":", 10_000) + "1" + Repeat("}", 10_000)),
        "deep block maps" => Text(string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "a:\n"))),
        "deep block lists" => Text(Repeat("- ", 10_000) + "x"),
        "deep aliases" => Text("a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 200).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"))),
        "deep expression" => Text("name: x\nnodes: { a: { type: rule, with: { output: \"${{ " + Repeat("(", 10_000) + Repeat(")", 10_000) + " }}\" } } }"),
        "billion laughs" => Text("a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"))),
        "a fault in each of many nodes" => Text("name: t\nnodes:\n" + string.Concat(Enumerable.Range(0, 15_000).Select(i => $"  n{i}: {{ type: rule, needs: [m{i}], with: {{ output: 1 }} }}\n"))),
        "one edge over and over, and a fault" => Text("name: t\nnodes:\n  a: { type: ruel, with: { output: 1 } }\n  b: { type: rule, with: { output: 1 } }\nedges:\n" + Repeat("  - { from: a, to: b }\n", 150_000)),
        "an anchor inside itself" => Text("a: &a [*a]\n"),
        "one key a million times" when format == GraphFormat.Json => Text("{" + Repeat("\"a\":1,", 300_000) + "\"b\":1}"),
        "one key a million times" => Text(Repeat("a: 1\n", 300_000)),
        "a long line of nothing" => Text(new string(' ', 8_000_000)),
        "too many nodes" => Text("name: x\nnodes:\n" + string.Concat(Enumerable.Range(0, 20_001).Select(i => $"  n{i}: {{ type: rule, with: {{ output: 1 }} }}\n"))),
        "many complex keys" => Text(Repeat("? [a]\n: b\n", 100_000)),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static byte[] Text(string yaml, GraphFormat format = GraphFormat.Yaml) =>
        Encoding.UTF8.GetBytes(format == GraphFormat.Json ? "{\"name\": \"x\", \"nodes\": " : yaml);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
