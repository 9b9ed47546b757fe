using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Importing;

/// <summary>The names that no node yields: they came with the context, and are inputs now.</summary>
internal sealed class InputTable
{
    private readonly Dictionary<string, InputDefinition> _byForeignName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public IReadOnlyList<InputDefinition> All => [.. _byForeignName.Values];

    /// <returns>The expression that reads it.</returns>
    public string Read(string name, bool required)
    {
        if (!_byForeignName.TryGetValue(name, out var input))
            input = Add(name, Schema.Any);
        if (required && input.Default is null)
            input = input with { Required = true };
        _byForeignName[name] = input;
        return $"inputs.{input.Name}";
    }

    /// <summary>A rule that was only a name, and so always held.</summary>
    public string ReadFlag(string name, out bool isNew)
    {
        isNew = !_byForeignName.TryGetValue(name, out var input);
        input ??= Add(name, new() { Types = [SchemaType.Boolean] }) with { Default = Value.True };
        _byForeignName[name] = input;
        return $"inputs.{input.Name}";
    }

    private InputDefinition Add(string name, Schema schema)
    {
        var mended = Names.IsIdentifier(name) && !Names.IsReserved(name) ? name : Names.Mended(name);
        var free = mended;
        for (var number = 2; !_taken.Add(free); number++)
            free = $"{mended}_{number}";
        return new(free, schema);
    }
}
