using System.Text.Json.Serialization;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Access;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TokenRequest(string Name, string Scope, IReadOnlyList<string>? Roles = null, string? ExpiresIn = null);

/// <param name="Token">Its text, once.</param>
internal sealed record TokenInfo(string Id, string Name, string Scope, IReadOnlyList<string> Roles, string? Token, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static TokenInfo Of(Token token, string? text = null) =>
        new(token.Id, token.Name, ScopeNames.Of(token.Scope), token.Roles, text, token.CreatedBy, token.CreatedAt, token.ExpiresAt);
}

internal sealed record CallerInfo(string Name, string Workspace, string Scope, IReadOnlyList<string> Roles);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SignInRequest(string Token);

/// <param name="Path">To be put behind the server's address.</param>
internal sealed record SignInLink(string Path, DateTimeOffset ExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenInfo))]
[JsonSerializable(typeof(Listed<TokenInfo>))]
[JsonSerializable(typeof(CallerInfo))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInLink))]
internal sealed partial class TokenApiJson : JsonSerializerContext;
