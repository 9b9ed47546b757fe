using System.Text.Json.Serialization;

namespace Logos.Gateway.Access;

/// <summary>What is kept of a token: its secret only as a hash.</summary>
internal sealed record Token(string Id, string Name, string Workspace, Scope Scope, IReadOnlyList<string> Roles, string Hash, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public const string Kind = "token";

    public RequestCaller ToCaller() => new(Name, Workspace, Scope, Roles, Id);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Token))]
internal sealed partial class TokenJson : JsonSerializerContext;
