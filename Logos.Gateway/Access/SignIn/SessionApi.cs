using System.Text.Json.Serialization;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Access.SignIn;

/// <param name="Token">The id of the token that it was signed in with, and ends with; not there for one from the server's own link.</param>
internal sealed record SessionInfo(string Id, string Name, string Scope, IReadOnlyList<string> Roles, string? Token, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static SessionInfo Of(string id, Session session, DateTimeOffset? until) =>
        new(id, session.Name, ScopeNames.Of(session.Scope), session.Roles, session.Token, session.CreatedAt, until);
}

internal sealed record SessionsEnded(int Ended);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(Listed<SessionInfo>))]
[JsonSerializable(typeof(SessionsEnded))]
internal sealed partial class SessionApiJson : JsonSerializerContext;
