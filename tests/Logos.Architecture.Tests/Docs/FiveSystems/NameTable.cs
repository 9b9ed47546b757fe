using System.Text.Json;
using System.Text.Json.Serialization;

namespace Logos.Architecture.Tests.Docs.FiveSystems;

/// <summary>docs/from-five-systems.json: what users of five systems knew by which name, and where it is in Logos.</summary>
/// <param name="Own">What Logos has that none of the five had, by kind: so that whatever is new is looked at once.</param>
internal sealed record NameTable(IReadOnlyList<KnownSystem> Systems, IReadOnlyList<KnownName> Names, IReadOnlyDictionary<string, IReadOnlyList<string>> Own)
{
    public const string File = "docs/from-five-systems.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static NameTable Read() => JsonSerializer.Deserialize<NameTable>(Repository.Read(File), Strict)!;
}

/// <param name="Without">Kinds of names that it had none of, each with a sentence that says so.</param>
internal sealed record KnownSystem(string Id, string Title, IReadOnlyDictionary<string, string>? Without = null)
{
    public string? None(string kind) => Without?.GetValueOrDefault(kind);
}

/// <param name="Here">Where it is in Logos, today.</param>
/// <param name="Later">Where it will be: what stands here must not be there yet.</param>
internal sealed record KnownName(string System, string Kind, string Name, Status Status, IReadOnlyList<string>? Here = null, IReadOnlyList<string>? Later = null, string? Note = null)
{
    public IReadOnlyList<Place> Places { get; } = [.. (Here ?? []).Select(Place.Parse)];

    public IReadOnlyList<Place> LaterPlaces { get; } = [.. (Later ?? []).Select(Place.Parse)];

    /// <summary>The name itself as a place in Logos. What the environment says in capitals is a variable.</summary>
    public Place Itself => new(Kind == "setting" && !Name.Any(char.IsAsciiLetterLower) ? "variable" : Kind, Name);

    public override string ToString() => $"{System}: {Kind} {Name}";
}

internal enum Status
{
    /// <summary>Under the same name.</summary>
    Same,

    /// <summary>The same under another name.</summary>
    Renamed,

    /// <summary>What it was for is done in another way.</summary>
    Differently,

    /// <summary>Not there yet.</summary>
    Planned,

    /// <summary>Not there, and not to come.</summary>
    No,
}
