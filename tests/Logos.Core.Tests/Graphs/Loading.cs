using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Tests.Graphs;

internal static class Loading
{
    public static GraphReading Yaml(string text) => GraphLoader.Load(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);

    public static GraphReading Json(string text) => GraphLoader.Load(Encoding.UTF8.GetBytes(text), GraphFormat.Json, NodeTypeRegistry.BuiltIn);

    public static GraphDefinition ValidYaml(string text)
    {
        var reading = Yaml(text);
        Assert.Empty(reading.Errors);
        return reading.Graph!;
    }
}
