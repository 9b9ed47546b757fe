namespace Logos.Core.Tests;

/// <summary>A generated file that is checked in beside the tests: compared by default, written anew under LOGOS_ACCEPT=1.</summary>
internal static class Golden
{
    private static readonly string Root = FindRoot();

    public static string PathTo(string relative) => Path.Combine(Root, "tests", "Logos.Core.Tests", relative);

    public static string Read(string relative) => File.ReadAllText(PathTo(relative));

    public static void Verify(string relative, string actual)
    {
        var file = PathTo(relative);
        if (Environment.GetEnvironmentVariable("LOGOS_ACCEPT") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(expected == actual, $"{relative} is not what the code says. Write it anew with LOGOS_ACCEPT=1 ./test.sh --filter Core and read the diff. The code says:{Environment.NewLine}{actual}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Logos.sln above {AppContext.BaseDirectory}");
    }
}
