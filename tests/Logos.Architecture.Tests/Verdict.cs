namespace Logos.Architecture.Tests;

internal static class Verdict
{
    /// <summary>Fails with every finding in one go, and says what to do about them.</summary>
    public static void None(IEnumerable<string> findings, string advice)
    {
        var all = findings.ToList();
        if (all.Count > 0)
        {
            Assert.Fail(advice + Environment.NewLine + string.Join(Environment.NewLine, all.Select(x => "  - " + x)));
        }
    }
}
