using System.Collections.Concurrent;

namespace Logos.Deploy.Tests.Manifests;

/// <summary>What <c>kubectl kustomize</c> makes of an overlay, of a component alone over the base, or of several.</summary>
internal sealed class Rendering(string name, IReadOnlyList<Manifest> all)
{
    private const int LowestMinor = 27;

    private static readonly ConcurrentDictionary<string, Lazy<Task<Rendering>>> Kept = new();
    private static readonly Lazy<Task<string?>> Missing = new(FindMissingAsync);

    public static IReadOnlyList<string> Overlays { get; } = [.. Directory.GetDirectories(Checkout.PathTo("deploy/overlays")).Select(folder => Path.GetFileName(folder)!).Order()];

    /// <summary>By their folders below <c>deploy/components</c>.</summary>
    public static IReadOnlyList<string> Components { get; } = [.. Kustomizations.Where(path => File.ReadAllText(path).Contains("kind: Component\n", StringComparison.Ordinal)).Select(FolderOf)];

    /// <summary>Those that are no components, and are applied as they are.</summary>
    public static IReadOnlyList<string> Standing { get; } = [.. Kustomizations.Select(FolderOf).Where(folder => !Components.Contains(folder) && folder.EndsWith("restore", StringComparison.Ordinal))];

    public string Name => name;

    public IReadOnlyList<Manifest> All => all;

    public IEnumerable<Manifest> Workloads => all.Where(each => each.IsWorkload);

    private static IEnumerable<string> Kustomizations => Directory.GetFiles(Checkout.PathTo("deploy/components"), "kustomization.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public IEnumerable<Manifest> Of(string kind) => all.Where(each => each.Kind == kind);

    public Manifest? Find(string kind, string? named) => all.FirstOrDefault(each => each.Kind == kind && each.Name == named);

    public static Task<Rendering> OfOverlayAsync(string overlay) => OfFolderAsync(overlay, $"deploy/overlays/{overlay}");

    public static Task<Rendering> OfStandingAsync(string folder) => OfFolderAsync(folder, $"deploy/components/{folder}");

    /// <summary>Every overlay, and every component alone.</summary>
    public static async Task<IReadOnlyList<Rendering>> EveryAsync()
    {
        var overlays = await Task.WhenAll(Overlays.Select(OfOverlayAsync));
        var components = await Task.WhenAll(Components.Select(component => OfComponentsAsync(component)));
        var standing = await Task.WhenAll(Standing.Select(OfStandingAsync));
        return [.. overlays, .. components, .. standing];
    }

    /// <summary>Over the base, in this order.</summary>
    public static async Task<Rendering> OfComponentsAsync(params string[] components)
    {
        var (rendering, fault) = await TryAsync(components);
        return rendering ?? throw new InvalidOperationException(fault);
    }

    /// <summary>An overlay with a component in front of its own.</summary>
    public static async Task<Rendering> OfOverlayWithAsync(string overlay, string component)
    {
        var written = Checkout.Read($"deploy/overlays/{overlay}/kustomization.yaml").Replace("\ncomponents:\n", $"\ncomponents:\n- ../../components/{component}\n", StringComparison.Ordinal);
        var (rendering, fault) = await TryAsync($"{overlay} with {component}", deploy => written.Replace("../../", $"{deploy}/", StringComparison.Ordinal));
        return rendering ?? throw new InvalidOperationException(fault);
    }

    public static Task<(Rendering? Rendering, string? Fault)> TryAsync(params string[] components) => TryAsync(
        string.Join(", ", components),
        deploy => $"namespace: logos\nresources: [{deploy}/base-handwritten]\ncomponents:\n" + string.Concat(components.Select(component => $"- {deploy}/components/{component}\n")));

    public override string ToString() => name;

    private static async Task<(Rendering? Rendering, string? Fault)> TryAsync(string name, Func<string, string> kustomization)
    {
        await NeedAsync();
        var folder = Directory.CreateTempSubdirectory("logos-kustomize-");
        try
        {
            var deploy = Path.GetRelativePath(Real(folder.FullName), Real(Checkout.PathTo("deploy")));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "kustomization.yaml"), kustomization(deploy));
            var ended = await Tool.TryAsync("kubectl", ["kustomize", folder.FullName]);
            return ended.Code == 0 ? (Read(name, ended.Output), null) : (null, ended.Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<Rendering> OfFolderAsync(string name, string folder) => Kept.GetOrAdd(folder, _ => new(async () =>
    {
        await NeedAsync();
        return Read(name, await Tool.RunAsync("kubectl", ["kustomize", Checkout.PathTo(folder)]));
    })).Value;

    private static Rendering Read(string name, string yaml) => new(name, [.. YamlJson.Read(yaml).Select(json => new Manifest(json))]);

    private static async Task NeedAsync() => Assert.SkipWhen(await Missing.Value is not null, await Missing.Value ?? "");

    private static async Task<string?> FindMissingAsync()
    {
        if (!Tool.IsThere("kubectl"))
            return "kubectl is not here, which renders the manifests.";
        var version = YamlJson.Read(await Tool.RunAsync("kubectl", ["version", "--client", "--output=yaml"])).Single()["clientVersion"];
        var minor = new string([.. version!["minor"].Text()!.TakeWhile(char.IsAsciiDigit)]);
        return int.Parse(minor, System.Globalization.CultureInfo.InvariantCulture) >= LowestMinor ? null : $"kubectl is of version 1.{minor}, which does not know all that the manifests use: 1.{LowestMinor} or later does.";
    }

    private static string FolderOf(string kustomization) => Path.GetRelativePath(Checkout.PathTo("deploy/components"), Path.GetDirectoryName(kustomization)!).Replace('\\', '/');

    // A relative path counts from where a folder really is.
    private static string Real(string folder) => new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
}
