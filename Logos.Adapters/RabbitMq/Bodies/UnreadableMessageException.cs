namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>Nobody here can read the message, however often it comes.</summary>
/// <param name="code">For the header that tells why the message lies with the dead ones.</param>
internal sealed class UnreadableMessageException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
