using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Logos.AppHost.Tests.Model;

/// <summary>The resources of the application, as some arguments make them. Nothing of it is started.</summary>
internal sealed class AppModelOf : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;

    private AppModelOf(IDistributedApplicationTestingBuilder builder) => _builder = builder;

    public IResourceCollection All => _builder.Resources;

    public IEnumerable<ProjectResource> Services => All.OfType<ProjectResource>().Where(service => service.Name != "migrate");

    /// <param name="settings">As <c>Logos:Infra=native</c>. Nothing is kept unless they say so: a test leaves no passwords with the user's secrets.</param>
    public static async Task<AppModelOf> AsAsync(params string[] settings) =>
        new(await DistributedApplicationTestingBuilder.CreateAsync<Projects.Logos_AppHost>([.. settings.Prepend("Logos:AppHost:Keep=false").Select(setting => $"--{setting}")], TestContext.Current.CancellationToken));

    /// <summary>As a manifest is written of it.</summary>
    public static async Task<AppModelOf> PublishedAsync() =>
        new(await DistributedApplicationTestingBuilder.CreateAsync<Projects.Logos_AppHost>(["--operation", "publish", "--publisher", "manifest"], TestContext.Current.CancellationToken));

    public IResource Named(string name) => All.Single(resource => resource.Name == name);

    /// <summary>What a manifest has of a resource's environment: what is known only in a run, as an expression.</summary>
    public async Task<Dictionary<string, string>> EnvironmentAsync(string name)
    {
        var resource = Named(name);
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish), resource, [], TestContext.Current.CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return context.EnvironmentVariables.ToDictionary(variable => variable.Key, variable => variable.Value is IManifestExpressionProvider expression ? expression.ValueExpression : $"{variable.Value}");
    }

    public IEnumerable<string> WaitsOf(string name, WaitType type) => Named(name).Annotations.OfType<WaitAnnotation>().Where(wait => wait.WaitType == type).Select(wait => wait.Resource.Name).Distinct();

    public async Task<string?> ValueAsync(string parameter) => await ((ParameterResource)Named(parameter)).GetValueAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _builder.DisposeAsync();
}
