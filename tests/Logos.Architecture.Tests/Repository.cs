namespace Logos.Architecture.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["artifacts", "bin", "obj", "node_modules", ".git", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    public static string PathTo(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathTo(relative));

    /// <summary>All files below a folder that are not build output, as paths relative to the root with forward slashes.</summary>
    public static IEnumerable<string> Files(string pattern, string folder = "")
    {
        var directory = PathTo(folder);
        foreach (var file in Directory.EnumerateFiles(directory, pattern))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (var child in Directory.EnumerateDirectories(directory))
        {
            if (Skipped.Contains(Path.GetFileName(child)))
            {
                continue;
            }

            foreach (var file in Files(pattern, Path.GetRelativePath(Root, child)))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Logos.sln above {AppContext.BaseDirectory}: these tests read the checkout that they were built from.");
    }
}
