using System.Text;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Input;

/// <summary>Samples with slips of the finger and of the disk: whatever they become, logos tells and never falls.</summary>
public sealed class MutationTests
{
    private const int Seed = 7411;

    private static readonly string[] Pieces =
    [
        "\t", "\r\n", "\n", "\"", "'", "`", "{", "}", "[", "]", "(", ")", ":", "- ", "#", "&a ", "*a", "!!int ", "|", ">", "${{", "}}", "$", "\\", ";", ",",
        "&&", "||", "==", "=>", "/*", "//", "null", "true", "-1", "1e400", "0x", "999999999999999999999999999999", "価", "\U0001F44D", "\u202E", "\u0000", "\uFEFF", "---\n", "...\n", "rule \"", "when", "then", "~", "%YAML 1.1\n", "? ", "<<: ",
    ];

    private static int Rounds => Environment.GetEnvironmentVariable("LOGOS_LONG") == "1" ? 4_000 : 400;

    [Theory]
    [InlineData("samples/purchasing/purchasing.yaml", "validate -")]
    [InlineData("samples/branching/branching.yaml", "plan -")]
    [InlineData("samples/branching/branching.yaml", "fmt -")]
    [InlineData("samples/purchasing/purchasing.grl", "grl check -")]
    [InlineData("samples/purchasing/purchasing.grl", "grl eval - --facts samples/purchasing/facts/PROD-003.json --explain")]
    [InlineData("samples/purchasing/facts/PROD-003.json", "grl eval samples/purchasing/purchasing.grl --facts -")]
    public void A_spoilt_sample_is_told_of_and_never_a_fault_of_logos(string sample, string command)
    {
        var original = File.ReadAllText(Repository.PathOf(sample.Split('/')));
        for (var round = 0; round < Rounds; round++)
        {
            var spoilt = Spoil(original, new Random(Seed + round));

            var run = new InProcess { Folder = Repository.Root, Input = Encoding.UTF8.GetBytes(spoilt) }.Run(command.Split(' '));

            Assert.True(run.Code is 0 or 1 or 2, $"{command}, seed {Seed + round}: exit code {run.Code}\n{run.Error}\n---\n{spoilt}");
            Assert.True(run.Code == 0 || run.All.Contains(" LGS", StringComparison.Ordinal), $"{command}, seed {Seed + round}: {run.Code} without a word\n{spoilt}");
        }
    }

    private static string Spoil(string text, Random random)
    {
        var spoilt = new StringBuilder(text);
        for (var i = random.Next(1, 5); i > 0 && spoilt.Length > 0; i--)
        {
            var at = random.Next(spoilt.Length);
            var length = Math.Min(random.Next(1, 40), spoilt.Length - at);
            switch (random.Next(5))
            {
                case 0: spoilt.Remove(at, length); break;
                case 1: spoilt.Insert(random.Next(spoilt.Length), spoilt.ToString(at, length)); break;
                case 2: spoilt[at] = (char)random.Next(32, 127); break;
                case 3: spoilt.Length = Math.Max(1, at); break;
                default: spoilt.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
            }
        }

        return spoilt.ToString();
    }
}
