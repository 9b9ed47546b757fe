using Logos.Core.Executions;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Access;

/// <summary>Who a request is from, and for which workspace it speaks.</summary>
/// <param name="Token">The id of the token; null for a session of the console, and where nobody is asked.</param>
public sealed record RequestCaller(string Name, string Workspace, Scope Scope, IReadOnlyList<string> Roles, string? Token)
{
    /// <summary>A browser that is signed in.</summary>
    public bool IsSession { get; init; }

    /// <summary>As executions name who asked for them: <c>token:NAME:ID</c>, <c>session:NAME</c>, and the name alone where nobody is asked.</summary>
    public string By => Token is not null ? $"token:{Name}:{Token}" : IsSession ? $"session:{Name}" : Name;

    /// <summary>As the engine knows callers: for approvals, and in what it records.</summary>
    public Caller ToCaller() => new(Name, Roles);

    internal static void Attach(HttpContext context, RequestCaller caller) => context.Features.Set(caller);

    /// <summary>For handlers, which take it as a parameter.</summary>
    public static ValueTask<RequestCaller?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context.Features.Get<RequestCaller>() ?? throw new InvalidOperationException("The route asks nobody who they are."));
    }
}
