using System.Reflection;
using System.Xml.Linq;

namespace Logos.Architecture.Tests.Projects;

/// <summary>One .csproj of the checkout, read as it is written.</summary>
internal sealed record Project(string Path, string Name, string AssemblyName, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    /// <summary>Built only where Aspire's packages can be had: in Logos.sln, not in Logos.Services.slnf.</summary>
    private static readonly string[] NeedsAspire = ["Logos.AppHost", "Logos.AppHost.Tests"];

    public static IReadOnlyList<Project> All { get; } = [.. Repository.Files("*.csproj").Order().Select(Read)];

    /// <summary>What is delivered: the projects that stand at the root, one folder deep.</summary>
    public static IReadOnlyList<Project> Product { get; } = [.. All.Where(x => x.Path.Count(c => c == '/') == 1)];

    public string Folder => Path[..Path.LastIndexOf('/')];

    public bool IsInServices => !NeedsAspire.Contains(Name);

    /// <summary>The assembly as it was built beside these tests.</summary>
    public Assembly Load() => Assembly.Load(new AssemblyName(AssemblyName));

    private static Project Read(string path)
    {
        var root = XDocument.Load(Repository.PathTo(path)).Root!;
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        return new Project(
            path,
            name,
            root.Descendants("AssemblyName").FirstOrDefault()?.Value ?? name,
            [.. root.Descendants("ProjectReference").Select(x => System.IO.Path.GetFileNameWithoutExtension(x.Attribute("Include")!.Value.Replace('\\', '/')))],
            [.. root.Descendants("PackageReference").Select(x => x.Attribute("Include")!.Value)],
            [.. root.Descendants("FrameworkReference").Select(x => x.Attribute("Include")!.Value)]);
    }
}
