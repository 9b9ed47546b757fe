using System.Text;
using System.Text.Json.Nodes;

namespace Logos.Deploy.Tests.Manifests;

/// <summary>What a container is told by its environment, as Kubernetes puts it together.</summary>
internal static class Environments
{
    /// <summary>What deploy/secrets.sh makes, which stands in no overlay.</summary>
    public static async Task<Manifest> MadeSecretAsync(IReadOnlyDictionary<string, string>? variables = null) =>
        new(YamlJson.Read(await Tool.RunAsync(Checkout.PathTo("deploy/secrets.sh"), [], variables)).Single());

    /// <returns>Name and value of each variable.</returns>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(this Rendering rendering, JsonNode container)
    {
        var all = new Dictionary<string, string>();
        foreach (var map in container["envFrom"].List().Select(from => rendering.Find("ConfigMap", from["configMapRef"]?["name"].Text())!))
        {
            foreach (var (name, value) in map.Json["data"].Map())
                all[name] = value;
        }

        foreach (var variable in container["env"].List())
            all[variable["name"].Text()!] = variable["value"].Text() ?? await SecretAsync(rendering, variable["valueFrom"]!["secretKeyRef"]!);
        return all;
    }

    private static async Task<string> SecretAsync(Rendering rendering, JsonNode reference)
    {
        var (name, key) = (reference["name"].Text(), reference["key"].Text()!);
        if (rendering.Find("Secret", name) is { } secret)
            return Encoding.UTF8.GetString(Convert.FromBase64String(secret.Json["data"]![key].Text()!));
        var made = await MadeSecretAsync();
        Assert.Equal(made.Name, name);
        return made.Json["stringData"]![key].Text() ?? throw new InvalidDataException($"deploy/secrets.sh makes no {key}");
    }
}
