using System.Text.Json.Nodes;

namespace Logos.Deploy.Tests.Manifests;

/// <summary>One object of a rendering.</summary>
internal sealed record Manifest(JsonNode Json)
{
    private static readonly string[] WorkloadKinds = ["Deployment", "StatefulSet", "Job", "CronJob"];

    public string Kind => Json["kind"].Text()!;

    public string Name => Json["metadata"]?["name"].Text()!;

    public JsonNode? Spec => Json["spec"];

    /// <summary>It runs pods.</summary>
    public bool IsWorkload => WorkloadKinds.Contains(Kind);

    /// <summary>It runs them until somebody ends them.</summary>
    public bool IsLasting => Kind is "Deployment" or "StatefulSet";

    public JsonNode Template => (Kind == "CronJob" ? Spec!["jobTemplate"]!["spec"]! : Spec!)["template"]!;

    public JsonNode Pod => Template["spec"]!;

    public IReadOnlyDictionary<string, string> PodLabels => Template["metadata"]!["labels"].Map();

    public IReadOnlyDictionary<string, string> Labels => Json["metadata"]?["labels"].Map() ?? new Dictionary<string, string>();

    public IEnumerable<JsonNode> Containers => Pod["containers"].List();

    public IEnumerable<(string? Name, int Number)> Ports => Containers.SelectMany(container => container["ports"].List()).Select(port => (port["name"].Text(), port["containerPort"]!.GetValue<int>()));

    /// <summary>As a Service, a probe or a monitor names it.</summary>
    public int? PortOf(JsonNode? nameOrNumber) => Ports.Where(port => port.Name == nameOrNumber.Text() || $"{port.Number}" == nameOrNumber.Text()).Select(port => (int?)port.Number).FirstOrDefault();

    public override string ToString() => $"{Kind} {Name}";
}

internal static class JsonNodes
{
    public static IEnumerable<JsonNode> List(this JsonNode? node) => node is JsonArray list ? list.OfType<JsonNode>() : [];

    public static string? Text(this JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node) => node is JsonObject map ? map.ToDictionary(pair => pair.Key, pair => pair.Value.Text() ?? "") : [];

    /// <summary>Every object below it, and it.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Value.Objects()).Prepend(map),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    /// <summary>Whether a label selector takes pods with these labels.</summary>
    public static bool Selects(this JsonNode? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is JsonObject
        && selector["matchLabels"].Map().All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
        && selector["matchExpressions"].List().All(expression => expression["operator"].Text() switch
        {
            "In" => expression["values"].List().Any(value => value.Text() == labels.GetValueOrDefault(expression["key"].Text()!)),
            "Exists" => labels.ContainsKey(expression["key"].Text()!),
            var other => throw new InvalidDataException($"the operator {other} is not known here"),
        });
}
