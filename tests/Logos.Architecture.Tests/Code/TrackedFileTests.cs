using System.Diagnostics;
using System.Text;

namespace Logos.Architecture.Tests.Code;

/// <summary>What git holds is read by strangers: it names nobody's machine.</summary>
[Trait("Needs", "git")]
public sealed class TrackedFileTests
{
    private static readonly string[] Everybodys = ["/ro" + "ot/", "/Us" + "ers/", @"C:\Us" + @"ers\", "/home/" + "runner/"];

    [Fact]
    public void A_tracked_file_holds_no_path_of_a_machine()
    {
        Assert.SkipUnless(Path.Exists(Repository.PathTo(".git")), "This is not a git checkout, so nothing is tracked.");

        var forbidden = Everybodys.Concat(OwnPaths()).Distinct().ToList();
        var findings = new List<string>();
        foreach (var file in Tracked())
        {
            var path = Repository.PathTo(file);
            if (!File.Exists(path))
            {
                continue;
            }

            var text = Encoding.UTF8.GetString(File.ReadAllBytes(path));
            findings.AddRange(forbidden.Where(x => text.Contains(x, StringComparison.Ordinal)).Select(x => $"{file}: {x}"));
        }

        Verdict.None(findings, "Paths of one machine mean nothing on another:");
    }

    private static IEnumerable<string> OwnPaths()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new[] { Repository.Root, home }.Where(x => x.Length > 1).Select(x => x.TrimEnd('/') + "/").Where(x => x.Count(c => c == '/') > 2);
    }

    private static string[] Tracked()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", $"safe.directory={Repository.Root}", "-C", Repository.Root, "ls-files", "-z"])
        {
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        Assert.NotEmpty(files);
        return files;
    }
}
