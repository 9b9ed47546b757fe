using Logos.AppHost.Infrastructure;
using Logos.AppHost.Machine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Logos.AppHost.Application;

/// <summary>What the dashboard offers to do beside the gateway.</summary>
internal static class GatewayCommands
{
    public const string Sample = "run-purchasing-sample";
    public const string SignIn = "sign-in";

    public static void Add(IResourceBuilder<ProjectResource> gateway, Servers servers)
    {
        gateway.WithCommand(Sample, "Run the purchasing sample", context => CallAsync(gateway, servers, context, async caller =>
        {
            var file = Path.GetFullPath("../samples/purchasing/purchasing.yaml", gateway.ApplicationBuilder.AppHostDirectory);
            return new("PROD-001 is ordered", await caller.RunAsync(file, "purchasing", ["product_id=PROD-001"], context.CancellationToken), CommandResultFormat.Json);
        }), Options("Store samples/purchasing/purchasing.yaml, and execute it for PROD-001", "Play"));
        gateway.WithCommand(SignIn, "Sign in to the console", context => CallAsync(gateway, servers, context, async caller =>
            new("Good once, within a few minutes", await caller.LinkAsync(context.CancellationToken), CommandResultFormat.Text)), Options("Make a link that signs a browser in, with a token for twelve hours", "Key"));
    }

    private static CommandOptions Options(string description, string icon) => new()
    {
        Description = description,
        IconName = icon,
        IsHighlighted = true,
        UpdateState = state => state.ResourceSnapshot.HealthStatus == HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
    };

    private static async Task<ExecuteCommandResult> CallAsync(IResourceBuilder<ProjectResource> gateway, Servers servers, ExecuteCommandContext context, Func<Caller, Task<Said>> work)
    {
        try
        {
            var postgres = await servers.Postgres.Resource.GetConnectionStringAsync(context.CancellationToken);
            var said = await work(new Caller(new Uri(gateway.GetEndpoint("http").Url), postgres!));
            return CommandResults.Success(said.Message, new CommandResultData { Value = said.Value, Format = said.Format, DisplayImmediately = true });
        }
        catch (CallException refused)
        {
            return CommandResults.Failure(refused.Message);
        }
    }

    private sealed record Said(string Message, string Value, CommandResultFormat Format);
}
