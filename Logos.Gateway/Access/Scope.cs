namespace Logos.Gateway.Access;

/// <summary>How much a caller may do. Each includes those before it.</summary>
public enum Scope
{
    /// <summary>Look at graphs and executions.</summary>
    Read,

    /// <summary>Start executions, and steer them.</summary>
    Run,

    /// <summary>Everything else: graphs, secrets, connections, schedules, tokens.</summary>
    Admin,
}

/// <summary>On a route: the least scope that it wants. A route without it wants <see cref="Scope.Admin"/>.</summary>
public sealed record RequiredScope(Scope Scope);
