namespace Logos.Cli.Tests.Running;

internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside the repository: no folder above them has Logos.sln.");
    }
}
