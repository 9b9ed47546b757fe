namespace Logos.Orchestrator.Embedded;

/// <summary>The engine goes down while somebody waits for an execution, which goes on when it is started again.</summary>
public sealed class EngineStoppedException() : Exception("the engine is stopping; the execution goes on when it is started again");
