namespace Logos.Rules.Patterns;

/// <summary>The text is no pattern that can be used; the message says why, to go behind a colon.</summary>
internal sealed class PatternException(string message) : Exception(message);
