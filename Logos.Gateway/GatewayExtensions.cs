using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Telemetry;
using Logos.Gateway.Access;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Audit;
using Logos.Gateway.Connections;
using Logos.Gateway.Console;
using Logos.Gateway.Console.Errors;
using Logos.Gateway.Events;
using Logos.Gateway.Executions;
using Logos.Gateway.Failures;
using Logos.Gateway.Faults;
using Logos.Gateway.Graphs;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.Gateway.Schedules;
using Logos.Gateway.Secrets;
using Logos.Gateway.Webhooks;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Health;
using Logos.ServiceDefaults.Http;
using Logos.ServiceDefaults.Metrics;
using Logos.ServiceDefaults.Problems;
using Logos.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway;

/// <summary>
/// The public HTTP API, in front of an engine of any shape. Whoever composes it registers
/// <see cref="Core.Orchestration.EngineAccess"/>, which is asked for only once the engine runs.
/// </summary>
public static class GatewayExtensions
{
    public static IHostApplicationBuilder AddLogosGateway(this IHostApplicationBuilder builder, Action<GatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults();
        builder.AddGatewayOptions(configure);
        builder.AddLimits();
        builder.Services.AddSingleton<RequestUnderWay>(() => RequestIds.Current);
        builder.Services.AddSingleton<ProblemTranslation>(services => exception => StoreProblems.Of(exception, services));
        builder.Services.AddSingleton(services => new HealthCheck("engine", _ => new(StoreProblems.IsDown(services) ? "the engine is not running" : null)));
        // Without room it still reads: a balancer that took it away would take that away, too.
        builder.Services.AddSingleton(services => new HealthCheck("store", _ => new(StoreProblems.Refusal(services))) { IsVital = false });
        // What a feature's own context says of names does not hold: these options do.
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Converters.Add(new UtcTimes());
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        builder.AddAccess();
        builder.AddGraphs();
        builder.AddExecutions();
        builder.AddEvents();
        builder.AddSchedules();
        builder.AddFailures();
        builder.AddOpenApiDocument();
        return builder;
    }

    /// <summary>The whole pipeline: what the gateway serves stands behind its own access control.</summary>
    public static WebApplication MapLogosGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseTrustedProxies();
        app.UseServiceDefaults();
        app.Use(async (context, next) =>
        {
            // Whatever is submitted and published for this request bears its id.
            RequestIds.Current = RequestId.Of(context);
            await next(context);
        });
        app.UseErrorPages();
        app.UseMiddleware<HostCheck>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<TokenLoad>();
        app.MapServiceDefaults();
        // They tell of all workspaces together, and of nobody's data; but not to everybody who can reach the public port.
        app.MapMetrics().Requires(Scope.Read);
        var api = app.MapGroup("/api/v1");
        app.MapSignIn();
        api.MapAccess();
        api.MapSessions();
        api.MapSecrets();
        api.MapConnections();
        api.MapSchedules();
        api.MapWebhooks();
        api.MapAudit();
        api.MapFailures();
        api.MapGraphs();
        api.MapExecutions();
        api.MapEvents();
        app.MapConsole();
        app.MapOpenApiDocument();
        return app;
    }

    /// <summary>The least scope that a route wants.</summary>
    internal static TBuilder Requires<TBuilder>(this TBuilder route, Scope scope)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RequiredScope(scope));
}
