using Logos.Core.Orchestration;
using Logos.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Memory;

/// <summary>The hot state of one process, in its own memory.</summary>
public static class MemoryExtensions
{
    public static IHostApplicationBuilder AddLogosMemory(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ICache>(services => new MemoryCache(services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton(services => new MemoryFeed(services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton<IExecutionFeed>(services => services.GetRequiredService<MemoryFeed>());
        builder.Services.TryAddSingleton<IFeedReader>(services => services.GetRequiredService<MemoryFeed>());
        return builder;
    }
}
