using System.Text.Json.Nodes;

namespace Logos.Deploy.Tests.Manifests;

/// <summary>The packages of schemas, installed once.</summary>
public sealed class Schemas : IDisposable
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "validate.mjs"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-schemas-");
    private readonly Lazy<Task<string?>> _missing;

    public Schemas() => _missing = new(InstallAsync);

    /// <returns>What the validator says, line by line; the last tells what it has looked at.</returns>
    public async Task<string[]> ValidateAsync(JsonArray objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        Assert.SkipWhen(await _missing.Value is not null, await _missing.Value ?? "");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "objects.json"), objects.ToJsonString());
        return (await Tool.RunAsync("node", ["validate.mjs", "objects.json"], folder: _folder.FullName)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string?> InstallAsync()
    {
        if (!Tool.IsThere("node") || !Tool.IsThere("npm"))
            return "Node.js and npm are not here, which the schemas come by.";
        foreach (var file in Files)
            File.Copy(Checkout.PathTo($"tests/Logos.Deploy.Tests/Schemas/{file}"), Path.Combine(_folder.FullName, file));
        var installed = await Tool.TryAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder: _folder.FullName);
        return installed.Code == 0 ? null : $"npm does not get the schemas here: {installed.Error}";
    }
}
