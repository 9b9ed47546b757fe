namespace Logos.Workers.Nodes;

/// <summary>The same input gives the same output, and nothing outside changes: such nodes may travel as one task, and run again.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DeterministicAttribute : Attribute;

/// <summary>Running it twice does no more than running it once.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class IdempotentAttribute : Attribute;

/// <summary>The member is a secret: a definition reads it from <c>secrets</c> and never writes it out, and no record shows it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;
