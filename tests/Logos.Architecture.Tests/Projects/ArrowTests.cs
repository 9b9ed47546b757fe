namespace Logos.Architecture.Tests.Projects;

/// <summary>The direction of knowledge: the command line, the workers and the adapters know the core, the core knows the rules, the rules know nobody.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, Knows> Arrows = new()
    {
        ["Logos.Rules"] = new([], []),
        ["Logos.Core"] = new(["Logos.Rules"], ["YamlDotNet"]),
        ["Logos.Adapters"] = new(["Logos.Core", "Logos.Rules"], ["Npgsql", "RabbitMQ.Client"]) { Frameworks = ["Microsoft.AspNetCore.App"] },
        ["Logos.Workers"] = new(["Logos.Adapters", "Logos.Core", "Logos.Rules", "Logos.ServiceDefaults"], ["Npgsql"]) { Frameworks = ["Microsoft.AspNetCore.App"] },
        // Composes the engine from its parts; the command line runs one of its own.
        ["Logos.Orchestrator"] = new(["Logos.Adapters", "Logos.Core", "Logos.Rules", "Logos.ServiceDefaults", "Logos.Workers"], []) { Frameworks = ["Microsoft.AspNetCore.App"] },
        ["Logos.ServiceDefaults"] = new(["Logos.Rules"], ["Polly.Core", "OpenTelemetry", "OpenTelemetry.Api", "OpenTelemetry.Api.ProviderBuilderExtensions", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Extensions.Hosting"]) { Frameworks = ["Microsoft.AspNetCore.App"] },
        // Knows the engine by its ports alone; the adapters where it is a program of its own, in Service.
        ["Logos.Gateway"] = new(["Logos.Adapters", "Logos.Core", "Logos.Rules", "Logos.ServiceDefaults"], ["Microsoft.AspNetCore.OpenApi", "Microsoft.OpenApi"]) { Frameworks = ["Microsoft.AspNetCore.App"] },
        ["Logos.Cli"] = new(["Logos.Adapters", "Logos.Core", "Logos.Gateway", "Logos.Orchestrator", "Logos.Rules", "Logos.ServiceDefaults", "Logos.Workers"], ["System.CommandLine", "Spectre.Console"]) { Frameworks = ["Microsoft.AspNetCore.App"] },
        // Starts programs, and knows nothing of what is in them.
        ["Logos.AppHost"] = new(["Logos.Cli", "Logos.Gateway", "Logos.Orchestrator", "Logos.Workers"], ["Aspire.Hosting.PostgreSQL", "Aspire.Hosting.RabbitMQ", "Aspire.Hosting.Redis"]),
    };

    [Fact]
    public void Every_product_project_has_its_place_in_the_arrows() =>
        Assert.Equal(Arrows.Keys.Order(), Project.Product.Select(x => x.Name).Order());

    [Fact]
    public void A_project_file_names_only_what_its_project_may_know() =>
        Verdict.None(
            from project in Project.Product
            let arrows = Arrows[project.Name]
            from name in project.References.Except(arrows.Projects).Concat(project.Packages.Except(arrows.Packages)).Concat(project.Frameworks.Except(arrows.Frameworks))
            select $"{project.Path} refers to {name}",
            "A reference points against the arrows. Move the code, or change the design and the table in ArrowTests:");

    [Fact]
    public void A_built_assembly_refers_only_to_what_its_project_may_know() =>
        Verdict.None(
            from project in Project.Product
            where project.IsInServices
            let arrows = Arrows[project.Name]
            let allowed = Project.Product.Where(x => arrows.Projects.Contains(x.Name)).Select(x => x.AssemblyName).Concat(arrows.Packages)
            from reference in project.Load().GetReferencedAssemblies()
            where !IsFramework(reference.Name!, ["Microsoft.NETCore.App", .. arrows.Frameworks]) && !allowed.Contains(reference.Name)
            select $"{project.AssemblyName}.dll refers to {reference.Name}",
            "A compiled reference points against the arrows:");

    // An SDK has its version where it is named, and nowhere else.
    [Fact]
    public void A_project_file_gives_no_package_version() =>
        Verdict.None(
            from project in Project.All
            from line in Repository.Read(project.Path).Split('\n')
            where line.Contains(" Version=", StringComparison.Ordinal) && !line.Contains("<Import Project=\"Sdk.", StringComparison.Ordinal)
            select $"{project.Path}: {line.Trim()}",
            "Versions stand in Directory.Packages.props:");

    // Shared frameworks stand side by side: shared/<framework>/<version>/<assembly>.dll.
    private static bool IsFramework(string assembly, string[] frameworks)
    {
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var shared = Path.GetDirectoryName(Path.GetDirectoryName(core)!)!;
        return frameworks.Select(framework => Path.Combine(shared, framework)).Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Any(version => File.Exists(Path.Combine(version, assembly + ".dll")));
    }

    private sealed record Knows(string[] Projects, string[] Packages)
    {
        /// <summary>Shared frameworks besides .NET's own.</summary>
        public string[] Frameworks { get; init; } = [];
    }
}
