using System.Net;
using System.Text;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Graphs;

/// <summary>What is wrong with a definition is told with its place, all of it at once.</summary>
public abstract class FaultyDefinitionScenarios(Deployment deployment)
{
    [Theory]
    [InlineData("LGS2004", 2, "name: bad\nnodes: [a: b: c]\n")]
    [InlineData("LGS2006", 4, "name: bad\nnodes:\n  a: { type: rule, with: { output: 1 } }\n  a: { type: rule, with: { output: 2 } }\n")]
    [InlineData("LGS2012", 3, "name: bad\nnodes:\n  a: { type: rule, with: { output: 012 } }\n")]
    [InlineData("LGS2014", 4, "name: bad\nnodes:\n  a:\n    <<: { type: rule }\n    with: { output: 1 }\n")]
    [InlineData("LGS2015", 5, "name: bad\nnodes:\n  a:\n    type: grl\n    with: { rules: \"file:a.grl\", facts: {} }\n")]
    [InlineData("LGS2101", 3, "name: bad\nnodes:\n  a: { type: rule, needs: { b: c }, with: { output: 1 } }\n")]
    [InlineData("LGS2102", 3, "name: bad\nnodes:\n  a: { type: rule, need: [b], with: { output: 1 } }\n")]
    [InlineData("LGS2103", 3, "name: bad\nnodes:\n  a: { type: http, with: { method: GET } }\n")]
    [InlineData("LGS2107", 3, "name: bad\nnodes:\n  a: { type: rule, timeout: 5 seconds, with: { output: 1 } }\n")]
    [InlineData("LGS2108", 3, "name: bad\nnodes:\n  a: { type: rules, with: { output: 1 } }\n")]
    [InlineData("LGS2109", 3, "name: bad\nnodes:\n  a: { type: rule, needs: [b], with: { output: 1 } }\n")]
    [InlineData("LGS2110", 3, "name: bad\nnodes:\n  a: { type: rule, needs: [b], with: { output: 1 } }\n  b: { type: rule, needs: [a], with: { output: 1 } }\n")]
    [InlineData("LGS2111", 2, "name: bad\nnodes: {}\n")]
    [InlineData("LGS2201", 3, "name: bad\nnodes:\n  a: { type: rule, with: { output: \"${{ 1\" } }\n")]
    [InlineData("LGS2203", 4, "name: bad\nnodes:\n  a: { type: rule, with: { output: 1 } }\n  b: { type: rule, with: { output: \"${{ a }}\" } }\n")]
    [InlineData("LGS2204", 3, "name: bad\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.x }}\" } }\n")]
    [InlineData("LGS2205", 3, "name: bad\nnodes:\n  a: { type: http, timeout: 1s, with: { url: \"https://example.com\", headers: { Authorization: Bearer abcdefgh } } }\n")]
    [InlineData("LGS2206", 3, "name: bad\nnodes:\n  a: { type: rule, when: secrets.A == 1, with: { output: 1 } }\n")]
    public async Task A_fault_is_told_with_its_line(string code, int line, string yaml)
    {
        using var api = deployment.Admin;
        var name = Api.Unique("bad");
        var told = (await api.SaveAsync(yaml, name)).Expect(HttpStatusCode.UnprocessableEntity);
        var fault = Assert.Single(told.At("errors").EnumerateArray(), each => each.GetProperty("code").GetString() == code);
        Assert.Equal(line, fault.GetProperty("line").GetInt32());
        Assert.True(fault.GetProperty("column").GetInt32() > 0);
        Assert.NotEmpty(told.Text("request_id"));
        (await api.GetAsync($"/api/v1/graphs/{name}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_validation_tells_the_same()
    {
        using var api = deployment.Admin;
        const string yaml = """
            name: faults
            nodes:
              a: { type: ruls, with: { output: 1 } }
              b: { type: rule, needs: [z], with: { output: "${{ inputs.x }}" } }
              c: { type: rule, timeout: soon, with: { output: 1 } }
            """;
        var told = (await api.SaveAsync(yaml)).Expect(HttpStatusCode.UnprocessableEntity);
        var codes = told.At("errors").EnumerateArray().Select(each => (each.GetProperty("line").GetInt32(), each.GetProperty("code").GetString()!)).ToHashSet();
        Assert.Superset(new HashSet<(int, string)> { (3, "LGS2108"), (4, "LGS2109"), (4, "LGS2204"), (5, "LGS2107") }, codes);
        var checkedOnly = (await api.PostAsync("/api/v1/graphs/validate", api.Yaml(yaml))).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(told.At("errors").GetRawText(), checkedOnly.At("errors").GetRawText());
    }

    [Fact]
    public async Task A_fault_in_JSON_is_told_with_line_and_column_of_the_JSON()
    {
        using var api = deployment.Admin;
        var told = (await api.PostAsync("/api/v1/graphs/validate", new StringContent("{\n  \"name\": \"bad\",\n  \"nodes\": { \"a\": { \"type\": \"nothing\", \"with\": {} } }\n}", Encoding.UTF8, "application/json")))
            .Expect(HttpStatusCode.UnprocessableEntity);
        var fault = told.At("errors").EnumerateArray().First(each => each.GetProperty("code").GetString() == "LGS2108");
        Assert.Equal(3, fault.GetProperty("line").GetInt32());
        Assert.Equal(29, fault.GetProperty("column").GetInt32());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("1st")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("a\u0000b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task What_cannot_be_a_name_is_refused(string name)
    {
        using var api = deployment.Admin;
        var told = (await api.PostAsync("/api/v1/graphs", new { name, nodes = new { a = new { type = "rule", with = new { output = 1 } } } })).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("LGS2104", told.At("errors").GetRawText() + told.Text("code"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_without_an_end_is_refused_and_the_server_goes_on()
    {
        using var api = deployment.Admin;
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsync("/api/v1/graphs", new StringContent("name: deep\nnodes: " + deep, Encoding.UTF8, "application/yaml"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsync("/api/v1/graphs", new StringContent("{\"name\": \"deep\", \"nodes\": " + deep, Encoding.UTF8, "application/json"))).Status);
        (await api.GetAsync("/health/ready")).Good();
    }

    [Fact]
    public async Task Aliases_that_multiply_are_refused()
    {
        using var api = deployment.Admin;
        var bomb = new StringBuilder("name: laughs\nnodes:\n  a:\n    type: rule\n    with:\n      let:\n        a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"        a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        bomb.Append("      output: 1\n");
        var told = (await api.SaveAsync(bomb.ToString())).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("LGS2007", told.Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_text_is_refused()
    {
        using var api = deployment.Admin;
        var binary = new ByteArrayContent([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0x0a]);
        binary.Headers.ContentType = new("application/yaml");
        var told = (await api.PostAsync("/api/v1/graphs", binary)).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains(told.Text("code"), new[] { "LGS2002", "LGS2003" });
    }

    [Fact]
    public async Task A_fault_does_not_repeat_a_secret_that_was_written_out()
    {
        using var api = deployment.Admin;
        const string secret = "sk-proj-9fJ2kLmN0pQrStUvWxYz12345";
        var told = (await api.SaveAsync($"name: leaky\nnodes:\n  a: {{ type: http, timeout: 1s, with: {{ url: \"https://example.com\", headers: {{ Authorization: \"Bearer {secret}\" }} }} }}\n")).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.DoesNotContain(secret, told.Json.GetRawText(), StringComparison.Ordinal);
    }
}
