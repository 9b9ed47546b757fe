using System.Text.Json.Nodes;

namespace Logos.Deploy.Tests.Manifests;

public sealed class SchemaTests(Schemas schemas) : IClassFixture<Schemas>
{
    // Their makers publish no schema as a package: ReferenceTests holds its keys against those that are used.
    private static readonly string[] WithoutSchema = ["SealedSecret"];

    [Fact]
    public async Task Every_object_is_what_Kubernetes_and_its_extensions_take()
    {
        var all = from rendering in await Rendering.EveryAsync()
                  from manifest in rendering.All.Append(new(YamlJson.Read(Checkout.Read("deploy/admin-token.yaml")).Single()))
                  where !WithoutSchema.Contains(manifest.Kind)
                  select new JsonObject { ["source"] = rendering.Name, ["object"] = manifest.Json.DeepClone() };

        var said = await schemas.ValidateAsync([.. all]);

        Assert.True(said.Length == 1, string.Join('\n', said));
        Assert.Matches("^[0-9]{3,} objects of [0-9]{2,} renderings were checked$", said[0]);
    }

    [Fact]
    public async Task What_no_schema_knows_is_found()
    {
        var (misspelt, wrong) = ((await Rendering.OfOverlayAsync("development")).Find("Deployment", "gateway")!.Json.DeepClone(), (await Rendering.OfOverlayAsync("development")).Find("Deployment", "worker-io")!.Json.DeepClone());
        var container = misspelt["spec"]!["template"]!["spec"]!["containers"]![0]!.AsObject();
        container["livenesProbe"] = container["livenessProbe"]!.DeepClone();
        wrong["spec"]!["template"]!["spec"]!["containers"]![0]!["ports"]![0]!["containerPort"] = "eight";

        var said = await schemas.ValidateAsync([.. new[] { misspelt, wrong }.Select(each => new JsonObject { ["source"] = "wrong", ["object"] = each })]);

        Assert.Contains(said, line => line.Contains("'\"livenesProbe\"' does not exist", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("containerPort must be integer", StringComparison.Ordinal));
    }
}
