using System.Text;
using System.Text.RegularExpressions;
using Logos.Architecture.Tests.Docs;

namespace Logos.Architecture.Tests.Readme;

/// <summary>A fenced block that its page calls runnable: <c>sh runnable</c> behind the fence.</summary>
internal sealed partial record Block(string Page, int Line, IReadOnlyList<string> Commands)
{
    public static IReadOnlyList<Block> In(Page page)
    {
        var blocks = new List<Block>();
        var lines = page.Text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimEnd() != "```sh runnable")
            {
                continue;
            }

            var start = ++i;
            while (i < lines.Length && lines[i].TrimEnd() != "```")
            {
                i++;
            }

            blocks.Add(new Block(page.Path, start, lines[start..i]));
        }

        return blocks;
    }

    /// <summary>
    /// The block as a bash script. <c>dotnet run --project Logos.Cli --</c> becomes the CLI that is built already,
    /// and a line that ends in <c># exit 2</c> has to end with just that.
    /// </summary>
    public string ToScript()
    {
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var line in Commands)
        {
            var command = ThroughDotnet().Replace(line, "logos ");
            var expected = ExpectedExit().Match(command);
            if (expected.Success)
            {
                var code = expected.Groups[2].Value;
                script.Append($"code=0; {expected.Groups[1].Value} || code=$?\n")
                    .Append($"if [ $code -ne {code} ]; then echo \"exit code $code where the page says {code}\" >&2; exit 99; fi\n");
            }
            else
            {
                script.Append(command).Append('\n');
            }
        }

        return script.ToString();
    }

    [GeneratedRegex(@"\bdotnet run --project Logos\.Cli( -c Release)? -- ")]
    private static partial Regex ThroughDotnet();

    [GeneratedRegex(@"^(.*\S)\s+# exit (\d+)\s*$")]
    private static partial Regex ExpectedExit();
}
