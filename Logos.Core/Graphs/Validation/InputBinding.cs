using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Validation;

/// <summary>What somebody gives to an execution, held against what its graph asks for.</summary>
public static class InputBinding
{
    /// <returns>The inputs in the graph's order, with its defaults; null when something is wrong, all of which is then in <paramref name="faults"/>.</returns>
    public static ValueMap? Bind(GraphDefinition graph, ValueMap given, out IReadOnlyList<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(given);
        var found = new FaultList();
        foreach (var member in given)
        {
            if (graph.Inputs.All(input => input.Name != member.Key))
                found.Add(Unknown(graph, member.Key));
        }

        var inputs = new ValueMap.Builder();
        foreach (var input in graph.Inputs)
        {
            if (given.TryGet(input.Name, out var value) && !IsLeftOut(input, value))
                Check(input, value, found);
            else if (input.Default is { } otherwise)
                value = otherwise;
            else if (input.Required)
                found.Add(new(CoreCodes.MissingInput, $"the input `{input.Name}` is missing") { Path = $"inputs.{input.Name}", Hint = input.Schema.Description });
            else
                continue;
            inputs.Set(input.Name, value);
        }

        faults = found.InOrder();
        return found.Count == 0 ? inputs.Build() : null;
    }

    private static bool IsLeftOut(InputDefinition input, Value value) =>
        value.IsNull && input.Schema.Types.Count > 0 && !input.Schema.Types.Contains(SchemaType.Null);

    // What is given is data: text with braces in it stays text.
    private static void Check(InputDefinition input, Value value, FaultList faults) =>
        SchemaCheck.Check(Template.Of(value), input.Schema, faults, SourcePath.Root.Member("inputs").Member(input.Name));

    private static Fault Unknown(GraphDefinition graph, string name)
    {
        var names = graph.Inputs.Select(input => input.Name).ToArray();
        return new(CoreCodes.UnknownInput, $"`{graph.Name}` has no input `{name}`")
        {
            Path = $"inputs.{name}",
            Hint = Suggestion.DidYouMean(name, names) ?? (names.Length == 0 ? "it takes no inputs" : $"it takes {string.Join(", ", names)}"),
        };
    }
}
