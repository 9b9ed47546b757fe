using System.Text.Json.Serialization;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Audit;

/// <summary>Who changed what, and when.</summary>
/// <param name="By">The name of the caller's token.</param>
/// <param name="Action">Such as <c>secret.set</c>.</param>
/// <param name="Target">The name or the id of what was changed.</param>
/// <param name="Details">What else is worth knowing, and never a value that was given.</param>
internal sealed record AuditRow(Guid Id, DateTimeOffset At, string By, string? Token, string Action, string Target, string RequestId, IReadOnlyDictionary<string, string>? Details)
{
    public const string Kind = "audit";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(AuditRow))]
[JsonSerializable(typeof(Listed<AuditRow>))]
internal sealed partial class AuditJson : JsonSerializerContext;
