namespace Logos.Core.Messages;

/// <summary>The broker did not take it, or nobody knows whether it did. It may answer again later.</summary>
public sealed class BrokerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
