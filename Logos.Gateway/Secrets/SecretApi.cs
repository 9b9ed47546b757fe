using System.Text.Json.Serialization;
using Logos.Core.Documents;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Secrets;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SecretRequest(string Value);

/// <summary>All that is ever told of a secret.</summary>
internal sealed record SecretInfo(string Name, long Version, DateTimeOffset ChangedAt)
{
    public static SecretInfo Of(Document document) => new(document.Name, document.Version, document.ChangedAt);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(SecretRequest))]
[JsonSerializable(typeof(SecretInfo))]
[JsonSerializable(typeof(Listed<SecretInfo>))]
internal sealed partial class SecretApiJson : JsonSerializerContext;
