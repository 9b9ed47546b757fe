namespace Logos.Architecture.Tests;

/// <summary>A generated file that is checked in: compared by default, written anew under LOGOS_ACCEPT=1.</summary>
internal static class Golden
{
    public static void Verify(string relative, string actual)
    {
        var file = Repository.PathTo(relative);
        if (Environment.GetEnvironmentVariable("LOGOS_ACCEPT") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (expected != actual)
        {
            Assert.Fail($"{relative} is not what the code says. Write it anew with LOGOS_ACCEPT=1 ./test.sh --filter Architecture and read the diff.{Environment.NewLine}{FirstDifference(expected, actual)}");
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (was, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < was.Length && line < now.Length && was[line] == now[line])
        {
            line++;
        }

        return $"  first difference in line {line + 1}:{Environment.NewLine}"
            + $"  file: {was.ElementAtOrDefault(line) ?? "(ends here)"}{Environment.NewLine}"
            + $"  code: {now.ElementAtOrDefault(line) ?? "(ends here)"}";
    }
}
