using Logos.Rules.Faults;

namespace Logos.ServiceDefaults.Http;

/// <summary>Another service could not be called: where it is is not known, or it gives no answer.</summary>
public sealed class ServiceCallException(Fault fault, Exception? inner = null)
    : HttpRequestException((inner as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown, $"{fault.Code}: {fault.Message}", inner)
{
    public Fault Fault { get; } = fault;
}
