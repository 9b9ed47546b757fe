namespace Logos.Cli.Tests.Running;

/// <summary>Compares with a file that is checked in; LOGOS_ACCEPT=1 writes the file, and its diff is read like code.</summary>
internal static class Golden
{
    public static void Matches(string actual, params string[] pathInRepository)
    {
        var path = Repository.PathOf(pathInRepository);
        if (Environment.GetEnvironmentVariable("LOGOS_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} does not exist; LOGOS_ACCEPT=1 writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
