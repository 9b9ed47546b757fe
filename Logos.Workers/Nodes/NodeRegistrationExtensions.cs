using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Logos.Workers.Nodes;

/// <summary>Node types of one's own.</summary>
public static partial class NodeRegistrationExtensions
{
    /// <summary>Adds a node type that definitions name <paramref name="name"/>.</summary>
    /// <param name="pool">The workers that run it.</param>
    /// <param name="configure">Changes what follows from the handler: its default timeout, its example.</param>
    /// <typeparam name="THandler">Made anew for every run, in a scope of its own.</typeparam>
    public static IHostApplicationBuilder AddLogosNode<THandler>(this IHostApplicationBuilder builder, string name, Pool pool = Pool.Io, Func<NodeType, NodeType>? configure = null)
        where THandler : class, INodeHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddLogosNode<THandler>(name, pool, configure);
        return builder;
    }

    /// <inheritdoc cref="AddLogosNode{THandler}(IHostApplicationBuilder, string, Pool, Func{NodeType, NodeType}?)"/>
    public static IServiceCollection AddLogosNode<THandler>(this IServiceCollection services, string name, Pool pool = Pool.Io, Func<NodeType, NodeType>? configure = null)
        where THandler : class, INodeHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        var type = TypeOf(typeof(THandler), name, pool);
        type = configure?.Invoke(type) ?? type;
        services.TryAddScoped<THandler>();
        services.AddSingleton(provider => new NodeRegistration(type, new ScopedHandler<THandler>(provider.GetRequiredService<IServiceScopeFactory>())));
        return services;
    }

    private static NodeType TypeOf(Type handler, string name, Pool pool)
    {
        if (name is null || !TypeName().IsMatch(name))
            throw new ArgumentException($"`{name}` cannot be the name of a node type: a letter, then letters, digits, `_`, `-` or `.`, up to 64", nameof(name));
        if (NodeTypeRegistry.BuiltIn.Find(name) is not null)
            throw new ArgumentException($"`{name}` is a node type that comes with Logos; take another name", nameof(name));
        if (pool == Pool.Orchestrator)
            throw new ArgumentException("handlers run in workers, and not in the orchestrator", nameof(pool));
        var deterministic = handler.IsDefined(typeof(DeterministicAttribute), false);
        return new(name, pool, InputOf(handler) is { } input ? InputSchema.Of(input) : Schema.Any)
        {
            Description = handler.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            Deterministic = deterministic,
            Idempotent = deterministic || handler.IsDefined(typeof(IdempotentAttribute), false),
            Effect = !deterministic,
        };
    }

    private static Type? InputOf(Type handler)
    {
        for (var type = handler; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(NodeHandler<,>))
                return type.GetGenericArguments()[0];
        }

        return null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
    private static partial Regex TypeName();
}
