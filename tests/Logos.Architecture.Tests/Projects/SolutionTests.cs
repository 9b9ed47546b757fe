using System.Text.Json;
using System.Text.RegularExpressions;

namespace Logos.Architecture.Tests.Projects;

public sealed partial class SolutionTests
{
    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Repository.Read("Logos.sln").Replace('\\', '/');
        Verdict.None(
            Project.All.Where(x => !solution.Contains($"\"{x.Path}\"", StringComparison.Ordinal)).Select(x => x.Path),
            "Missing from Logos.sln (dotnet sln add):");
    }

    [Fact]
    public void The_services_filter_holds_every_project_that_needs_no_Aspire()
    {
        using var filter = JsonDocument.Parse(Repository.Read("Logos.Services.slnf"));
        var listed = filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(x => x.GetString()!.Replace('\\', '/'));

        Assert.Equal(Project.All.Where(x => x.IsInServices).Select(x => x.Path).Order(), listed.Order());
    }

    [Fact]
    public void The_solution_starts_the_AppHost() =>
        Assert.Equal("Logos.AppHost", FirstProject().Match(Repository.Read("Logos.sln")).Groups[1].Value);

    [Fact]
    public void Aspire_has_one_version()
    {
        var versions = AspireVersion().Matches(Repository.Read("Logos.AppHost/Logos.AppHost.csproj") + Repository.Read("Directory.Packages.props")).Select(x => x.Groups[1].Value).ToList();

        Assert.True(versions.Count > 4, "the SDK twice, and each package");
        Assert.Single(versions.Distinct());
    }

    [Fact]
    public void These_tests_see_every_product_assembly() =>
        Verdict.None(
            Project.Product.Where(x => x.IsInServices && !File.Exists(Path.Combine(AppContext.BaseDirectory, x.AssemblyName + ".dll"))).Select(x => x.Name),
            "Logos.Architecture.Tests has to reference these projects, or it cannot judge them:");

    // What an editor starts when nobody has chosen.
    [GeneratedRegex("""^Project\("[^"]+"\) = "([^"]+)",""", RegexOptions.Multiline)]
    private static partial Regex FirstProject();

    [GeneratedRegex("""(?:Sdk|Include)="Aspire\.[\w.]+" Version="([^"]+)["]""")]
    private static partial Regex AspireVersion();
}
