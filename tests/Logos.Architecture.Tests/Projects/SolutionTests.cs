using System.Text.Json;

namespace Logos.Architecture.Tests.Projects;

public sealed class SolutionTests
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
    public void These_tests_see_every_product_assembly() =>
        Verdict.None(
            Project.Product.Where(x => x.IsInServices && !File.Exists(Path.Combine(AppContext.BaseDirectory, x.AssemblyName + ".dll"))).Select(x => x.Name),
            "Logos.Architecture.Tests has to reference these projects, or it cannot judge them:");
}
