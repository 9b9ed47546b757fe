namespace Logos.Deploy.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string PathTo(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathTo(relative));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Logos.sln above {AppContext.BaseDirectory}: these tests read the checkout that they were built from.");
    }
}
