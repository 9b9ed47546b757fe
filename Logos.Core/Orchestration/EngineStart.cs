namespace Logos.Core.Orchestration;

/// <summary>Of an engine that is reached over servers: a process is there before they are.</summary>
/// <param name="WhenUp">From then on the engine can be asked.</param>
public sealed record EngineStart(Task WhenUp);
