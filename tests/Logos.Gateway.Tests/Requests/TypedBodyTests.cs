using System.Net;
using System.Text;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Faults;

namespace Logos.Gateway.Tests.Requests;

public sealed class TypedBodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"name":"x","scop":"read","roles":7}""", 422, "LGS7206 scope, LGS7204 scop")]
    [InlineData("""{"name":"x","scope":"read","roles":"boss"}""", 422, "LGS7205 roles")]
    [InlineData("""{"name":"x","scope":"read","roles":["boss",7]}""", 422, "LGS7205 roles[1]")]
    [InlineData("""{"name":null,"scope":"read"}""", 422, "LGS7206 name")]
    [InlineData("", 422, "LGS7206 name, LGS7206 scope")]
    [InlineData("null", 422, "LGS7205 ")]
    [InlineData("[]", 422, "LGS7205 ")]
    [InlineData("""{"name":"x","name":"y","scope":"read"}""", 400, "LGS7203 ")]
    [InlineData("""{"name":hunter2,"scope":"read"}""", 400, "LGS7203 ")]
    public async Task All_that_is_wrong_with_a_body_is_told_at_once_and_nothing_of_its_text(string body, int status, string faults)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.PostTextAsync("/api/v1/tokens", body);

        Assert.Equal(status, (int)answer.StatusCode);
        var told = await answer.JsonAsync();
        Assert.Equal(faults, string.Join(", ", told.GetProperty("errors").EnumerateArray().Select(fault => $"{fault.GetProperty("code").GetString()} {(fault.TryGetProperty("path", out var path) ? path.GetString() : "")}")));
        Assert.DoesNotContain("hunter2", told.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/secrets/S")]
    [InlineData("/api/v1/connections/c")]
    public async Task A_body_is_json_as_it_is_and_no_larger_than_a_document(string path)
    {
        await using var gateway = await Gateway.StartAsync();
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        using var packed = new StringContent("{}", Encoding.UTF8, "application/json");
        packed.Headers.ContentEncoding.Add("gzip");
        using var large = new StringContent($$"""{"value":"{{new string('x', 512 * 1024)}}"}""", Encoding.UTF8, "application/json");

        foreach (var (content, status, code) in new[] { (text, HttpStatusCode.UnsupportedMediaType, ServiceCodes.WrongContent), (packed, HttpStatusCode.UnsupportedMediaType, ServiceCodes.WrongContent), (large, HttpStatusCode.RequestEntityTooLarge, ServiceCodes.BodyTooLarge) })
        {
            var answer = await gateway.Admin.PutAsync(path, content, Token);
            Assert.Equal((status, code), (answer.StatusCode, await answer.CodeAsync()));
        }
    }

    [Theory]
    [InlineData("/api/v1/secrets?limt=5", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/schedules?limit=1001", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/webhooks?limit=0", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/connections?after=%F0%9F%90%9F", ApiCodes.BadCursor)]
    [InlineData("/api/v1/audit?until=soon", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/audit?who=ann", ApiCodes.WrongQuery)]
    public async Task A_list_refuses_what_it_does_not_know(string path, string code)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.GetAsync(path, Token);

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, (await answer.JsonAsync()).GetProperty("errors")[0].GetProperty("code").GetString()));
    }
}
