namespace Logos.Architecture.Tests.Projects;

/// <summary>The direction of knowledge: the command line and the adapters know the core, the core knows the rules, the rules know nobody.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, Knows> Arrows = new()
    {
        ["Logos.Rules"] = new([], []),
        ["Logos.Core"] = new(["Logos.Rules"], ["YamlDotNet"]),
        ["Logos.Adapters"] = new(["Logos.Core", "Logos.Rules"], []),
        ["Logos.Cli"] = new(["Logos.Core", "Logos.Rules"], ["System.CommandLine", "Spectre.Console"]),
    };

    [Fact]
    public void Every_product_project_has_its_place_in_the_arrows() =>
        Assert.Equal(Arrows.Keys.Order(), Project.Product.Select(x => x.Name).Order());

    [Fact]
    public void A_project_file_names_only_what_its_project_may_know() =>
        Verdict.None(
            from project in Project.Product
            from name in project.References.Except(Arrows[project.Name].Projects).Concat(project.Packages.Except(Arrows[project.Name].Packages))
            select $"{project.Path} refers to {name}",
            "A reference points against the arrows. Move the code, or change the design and the table in ArrowTests:");

    [Fact]
    public void A_built_assembly_refers_only_to_what_its_project_may_know() =>
        Verdict.None(
            from project in Project.Product
            let arrows = Arrows[project.Name]
            let allowed = Project.Product.Where(x => arrows.Projects.Contains(x.Name)).Select(x => x.AssemblyName).Concat(arrows.Packages)
            from reference in project.Load().GetReferencedAssemblies()
            where !IsFramework(reference.Name!) && !allowed.Contains(reference.Name)
            select $"{project.AssemblyName}.dll refers to {reference.Name}",
            "A compiled reference points against the arrows:");

    [Fact]
    public void A_project_file_gives_no_package_version() =>
        Verdict.None(
            from project in Project.All
            where Repository.Read(project.Path).Contains(" Version=", StringComparison.Ordinal)
            select project.Path,
            "Versions stand in Directory.Packages.props:");

    private static bool IsFramework(string assembly) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, assembly + ".dll"));

    private sealed record Knows(string[] Projects, string[] Packages);
}
