using System.Text;
using System.Text.Json;
using Logos.Cli.Output;

namespace Logos.Cli.Client;

/// <summary>One request. Paths are below <c>/api/v1/</c>.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>It makes something that was not there; sent twice under one key it is made once.</summary>
    public bool IsCreating { get; init; }

    public bool IsStream { get; init; }

    public string? LastEventId { get; init; }

    /// <summary>How long the server itself waits before it answers.</summary>
    public TimeSpan MayTake { get; init; }

    /// <summary>Asked twice, it means the same as once.</summary>
    public bool MayRepeat => IsCreating || Method == HttpMethod.Get || Method == HttpMethod.Put;

    public static Call Post(string path, Action<Utf8JsonWriter>? members = null) => new(HttpMethod.Post, path) { Body = Json(members) };

    public static Call Create(string path, Action<Utf8JsonWriter>? members = null) => Post(path, members) with { IsCreating = true };

    public static Call Put(string path, Action<Utf8JsonWriter> members) => new(HttpMethod.Put, path) { Body = Json(members) };

    public static Call Delete(string path) => new(HttpMethod.Delete, path);

    /// <summary>A name or an id as one segment of a path.</summary>
    public static string Segment(string name) => name is "" or "." or ".." ? throw new ClientFaultException(CliCodes.BadName, $"`{name}` is no name") : Uri.EscapeDataString(name);

    public static string Query(params (string Name, string? Value)[] parts)
    {
        var given = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    private static byte[] Json(Action<Utf8JsonWriter>? members) => Encoding.UTF8.GetBytes(JsonLine.Of(json =>
    {
        json.WriteStartObject();
        members?.Invoke(json);
        json.WriteEndObject();
    }));
}
