using System.Globalization;
using Logos.Core.Connections;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Schedules;
using Logos.Gateway.Webhooks;
using Logos.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Limits;

/// <summary>How much a workspace may keep beside its graphs and executions. Two that are made at the same moment may be one too many.</summary>
internal sealed class Holdings(EngineAccess engine, IOptions<GatewayOptions> options, TimeProvider clock)
{
    private const int PageSize = 1_000;

    /// <returns>Null where one more has room.</returns>
    public ValueTask<Problem?> SecretAsync(string workspace, CancellationToken cancellationToken) =>
        DocumentAsync(workspace, SecretDocument.Kind, "secrets", options.Value.MaxSecrets, nameof(GatewayOptions.MaxSecrets), cancellationToken);

    /// <inheritdoc cref="SecretAsync"/>
    public ValueTask<Problem?> ConnectionAsync(string workspace, CancellationToken cancellationToken) =>
        DocumentAsync(workspace, Connection.Kind, "connections", options.Value.MaxConnections, nameof(GatewayOptions.MaxConnections), cancellationToken);

    /// <inheritdoc cref="SecretAsync"/>
    public ValueTask<Problem?> ScheduleAsync(string workspace, CancellationToken cancellationToken) =>
        DocumentAsync(workspace, Schedule.Kind, "schedules", options.Value.MaxSchedules, nameof(GatewayOptions.MaxSchedules), cancellationToken);

    /// <inheritdoc cref="SecretAsync"/>
    public ValueTask<Problem?> WebhookAsync(string workspace, CancellationToken cancellationToken) =>
        DocumentAsync(workspace, Webhook.Kind, "webhooks", options.Value.MaxWebhooks, nameof(GatewayOptions.MaxWebhooks), cancellationToken);

    /// <inheritdoc cref="SecretAsync"/>
    public async ValueTask<Problem?> TokenAsync(string workspace, CancellationToken cancellationToken) =>
        Refusal((await TokenBook.Of(engine, clock).ListAsync(workspace, cancellationToken)).Count, "tokens", options.Value.MaxTokens, nameof(GatewayOptions.MaxTokens));

    private async ValueTask<Problem?> DocumentAsync(string workspace, string kind, string many, int most, string setting, CancellationToken cancellationToken)
    {
        var (count, after) = (0, (string?)null);
        do
        {
            var page = await engine.Documents.ListAsync(workspace, kind, after, Math.Min(most - count, PageSize), newestFirst: false, cancellationToken);
            count += page.Items.Count;
            after = page.Next;
        }
        while (after is not null && count < most);
        return Refusal(count, many, most, setting);
    }

    private static Problem? Refusal(int count, string many, int most, string setting) => count < most
        ? null
        : new(409, HoldingCodes.TooManyKept, string.Create(CultureInfo.InvariantCulture, $"the workspace has {count:N0} {many}, and no more may be")) { Hint = $"delete some that nobody needs; `{GatewayOptions.Section}:{setting}` says how many there may be" };
}
