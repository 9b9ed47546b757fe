namespace Logos.Rules.Faults;

/// <summary>An entry of docs/errors.md: what the code means, and what to do about it.</summary>
public sealed record ErrorCode(string Code, string Title, string Advice);
