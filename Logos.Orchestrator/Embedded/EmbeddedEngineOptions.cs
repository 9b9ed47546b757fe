using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Embedded;

/// <summary>What an engine within one process is given.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>Where its journal is; belongs to this engine alone while it runs.</summary>
    public required string Folder { get; init; }

    /// <summary>The graphs that it can run, by name; each is there once, as version 1.</summary>
    public required IReadOnlyDictionary<string, GraphPlan> Graphs { get; init; }

    /// <summary>Node types of one's own, beside those that come with Logos.</summary>
    public IReadOnlyList<NodeRegistration> Nodes { get; init; } = [];

    public OrchestrationOptions Orchestration { get; init; } = OrchestrationOptions.Default;

    public ISecretSource Secrets { get; init; } = GivenSecrets.None;

    public OutboundOptions Outbound { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long running nodes may take to finish when the engine goes down.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
