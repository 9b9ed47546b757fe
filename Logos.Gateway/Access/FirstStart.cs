using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Access;

/// <summary>What whoever started the server needs to get in.</summary>
public static class FirstStart
{
    /// <summary>Once the engine runs.</summary>
    public static async ValueTask<Welcome> WelcomeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        return await WelcomeAsync(services.GetRequiredService<EngineAccess>().Documents, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<GatewayOptions>>().Value.AuditAge, cancellationToken);
    }

    /// <summary>For whoever starts gateways that are processes of their own, over the documents that they will read.</summary>
    public static async ValueTask<Welcome> WelcomeAsync(IDocumentStore documents, TimeProvider clock, TimeSpan auditAge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(clock);
        var first = await new TokenBook(documents, clock).EnsureFirstAsync(Auditor.OfServer(clock, auditAge), cancellationToken);
        // The session ends with the first token. Later there is none that could be shown: it is short, and ends when an admin's token is revoked.
        var code = await new SignInLinks(documents, clock).IssueAsync(first?.Token.ToCaller() ?? new("admin", GatewayOptions.DefaultWorkspace, Scope.Admin, [], null), cancellationToken);
        return new(first?.Text, $"/sign-in?code={code}", SignInLinks.Age);
    }
}

/// <param name="FirstToken">An admin's token, shown this once; null when there were tokens before.</param>
/// <param name="SignInPath">Behind the server's address, it signs a browser in as an admin, once.</param>
/// <param name="LinkAge">How long it is good for.</param>
public sealed record Welcome(string? FirstToken, string SignInPath, TimeSpan LinkAge);
