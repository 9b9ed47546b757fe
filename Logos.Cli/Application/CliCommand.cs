using System.CommandLine;

namespace Logos.Cli.Application;

/// <summary>A command line somebody could type, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);

/// <summary>A command that also knows its examples, for its help and for docs/cli.md.</summary>
internal sealed class CliCommand(string name, string description) : Command(name, description)
{
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>What a line of description has no room for.</summary>
    public string? Details { get; init; }
}
