using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Logos.Scenarios.Deployments;

/// <summary>What the server said.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Json, HttpResponseHeaders Headers)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new(response.StatusCode, isJson && bytes.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(bytes) : JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(bytes)), response.Headers);
    }

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"expected {(int)status} and got {(int)Status}: {Json}");
        return this;
    }

    public Answer Good()
    {
        Assert.True((int)Status is >= 200 and < 300, $"got {(int)Status}: {Json}");
        return this;
    }

    public Answer Problem(HttpStatusCode status, string code)
    {
        Expect(status);
        Assert.Equal(code, Text("code"));
        return this;
    }

    /// <summary>Along a path: <c>results.order.qty</c>, <c>items.0.id</c>.</summary>
    public JsonElement At(string path) => path.Split('.').Aggregate(Json, (json, name) => json.ValueKind == JsonValueKind.Array ? json[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : json.GetProperty(name));

    public string Text(string path) => At(path).GetString()!;

    public decimal Number(string path) => At(path).GetDecimal();

    public int Count(string path) => At(path).GetArrayLength();

    public bool Has(string path) => path.Split('.') is var names && names.Aggregate((JsonElement?)Json, (json, name) => json is { ValueKind: JsonValueKind.Object } at && at.TryGetProperty(name, out var member) ? member : null) is not null;
}
