namespace Logos.Adapters.Journal;

/// <summary>The one failed write after which going on is possible: nothing is broken, there is no room.</summary>
public sealed class DiskFullException(string message, Exception? inner = null) : IOException(message, inner);
