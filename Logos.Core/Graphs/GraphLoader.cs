using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Validation;

namespace Logos.Core.Graphs;

/// <summary>The way in: bytes to a definition, and everything that is wrong with it.</summary>
public static class GraphLoader
{
    /// <param name="utf8">The file.</param>
    /// <param name="format">What it is written in.</param>
    /// <param name="types">The node types that it may use.</param>
    /// <param name="files">Takes <c>file:</c> in, on the command line; null on a server, which reads no files.</param>
    public static GraphReading Load(ReadOnlySpan<byte> utf8, GraphFormat format, NodeTypeRegistry types, FileInliner? files = null)
    {
        ArgumentNullException.ThrowIfNull(types);
        var faults = new FaultList();
        if (SourceReader.Read(utf8, format, faults) is not { } root)
            return new(null, faults.InOrder());
        root = files is null ? FileInliner.Refuse(root, faults) : files.Inline(root, faults);
        var graph = new DefinitionReader(types, faults).Read(root);
        if (graph is not null)
            new GraphValidator(graph, types, faults).Validate();
        return new(graph, faults.InOrder());
    }
}
