using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Graphs;

public sealed class SchemaTests
{
    [Fact]
    public void The_schema_is_printed_and_is_the_same_on_one_line()
    {
        var printed = new InProcess().Run("schema").Output;
        var line = new InProcess().Run("schema", "--json").Output;

        using var schema = JsonDocument.Parse(printed);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.Single(line.TrimEnd('\n').Split('\n'));
        Assert.True(JsonElement.DeepEquals(schema.RootElement, JsonDocument.Parse(line).RootElement));
    }

    [Fact]
    public void It_is_written_once_without_force()
    {
        using var folder = new TempFolder();

        Assert.Equal(new CliRun(0, "wrote logos.schema.json\n", ""), InProcess.In(folder, "schema", "-o", "logos.schema.json"));
        Assert.Equal(2, InProcess.In(folder, "schema", "-o", "logos.schema.json").Code);
        Assert.Equal(new InProcess().Run("schema").Output, folder.Read("logos.schema.json"));
    }
}
