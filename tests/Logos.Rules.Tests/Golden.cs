namespace Logos.Rules.Tests;

/// <summary>A checked-in output: compared by default, written anew under LOGOS_ACCEPT=1.</summary>
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
        if (expected == actual)
            return;
        var (was, now) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(was.Length, now.Length)).First(i => was.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        Assert.Fail($"{relative} is not what is told now. LOGOS_ACCEPT=1 ./test.sh --filter Rules writes it anew; read the diff.\n  line {line + 1}\n  was: {was.ElementAtOrDefault(line) ?? "(ends here)"}\n  now: {now.ElementAtOrDefault(line) ?? "(ends here)"}");
    }
}
