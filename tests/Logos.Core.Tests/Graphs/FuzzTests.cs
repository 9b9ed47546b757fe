using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Formatting;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Tests.Graphs;

public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
        ["\n", "  ", "- ", ": ", "a", "name", "nodes:\n", "  x:\n", "    type: rule\n", "{", "}", "[", "]", ",", "\"", "'", "|\n", ">-\n", "&a ", "*a", "#", "!!str ", "${{ ", " }}", "inputs.", "\t", "? ", "---\n", "<<: ", "%", "@", "1e9", "0x", "null", "\\", "é", "😀", "\r\n", "when: ", "with:\n"];

    [Theory]
    [InlineData(GraphFormat.Yaml)]
    [InlineData(GraphFormat.Json)]
    public void Whatever_stands_in_a_file_comes_back_as_faults(GraphFormat format)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var samples = Directory.EnumerateFiles(Golden.PathTo("Faulty"), format == GraphFormat.Yaml ? "*.yaml" : "*.json").Select(File.ReadAllBytes).ToArray();
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_FUZZ"), out var more) ? more : 3000;
        for (var i = 0; i < rounds; i++)
        {
            var bytes = i % 2 == 0 ? Mutated(samples[random.Next(samples.Length)], random) : Joined(random);
            try
            {
                var reading = GraphLoader.Load(bytes, format, NodeTypeRegistry.BuiltIn);
                Assert.True(reading.Graph is not null || reading.Faults.Count > 0);
                Assert.All(reading.Faults, fault => Assert.True(fault is { Line: null or > 0, Column: null or > 0 }));
                GraphFormatter.Format(bytes, format, out _);
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, round {i}: {fault}\n{Encoding.UTF8.GetString(bytes)}");
            }
        }
    }

    private static byte[] Joined(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(40); i >= 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Mutated(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at));
                    break;
            }
        }

        return [.. bytes];
    }
}
