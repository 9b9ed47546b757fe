using System.Text.Json.Serialization;

namespace Logos.Gateway.Access.SignIn;

/// <summary>What is kept of a browser that is signed in.</summary>
/// <param name="Token">The id of the token that it was signed in with, and ends with; null for one from the server's own link.</param>
internal sealed record Session(string Name, string Workspace, Scope Scope, IReadOnlyList<string> Roles, string? Token, string Hash, DateTimeOffset CreatedAt)
{
    public const string Kind = "session";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext;
