using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Samples;

public sealed class EverySampleTests
{
    public static TheoryData<string> Graphs => [.. Files("*.yaml"), .. Files("*.json")];

    public static TheoryData<string> Rules => [.. Files("*.grl")];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_graph_validates_without_a_warning_plans_and_is_laid_out(string file)
    {
        var cli = new InProcess { Folder = Repository.Root };

        Assert.Matches("^ok [^\n]*\n$", cli.Run("validate", file, "--strict").Output);
        Assert.Equal(0, cli.Run("plan", file).Code);
        Assert.Equal(new CliRun(0, $"unchanged {file}\n", ""), cli.Run("fmt", file, "--check"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rules_are_sound(string file) =>
        Assert.Matches("^ok [^\n]*\n$", new InProcess { Folder = Repository.Root }.Run("grl", "check", file, "--strict").Output);

    [Fact]
    public void Every_sample_has_a_page() =>
        Assert.All(Directory.GetDirectories(Repository.PathOf("samples")), folder => Assert.True(File.Exists(Path.Combine(folder, "README.md")), folder));

    // Facts and settings are JSON too, and no graphs; what is in custom-node uses a type that only its own program has.
    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Repository.PathOf("samples"), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "facts" or "custom-node" or "appsettings.json" or "logos-data"))
            .Where(path => !path.EndsWith(".test.yaml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
