using Logos.Rules.Faults;

namespace Logos.ServiceDefaults.Faults;

/// <summary>What every service of Logos may answer, whatever it was asked.</summary>
public static class ServiceCodes
{
    public const string Unforeseen = "LGS7001";
    public const string BadRequest = "LGS7002";
    public const string NoSuchRoute = "LGS7003";
    public const string NotAllowed = "LGS7004";
    public const string BodyTooLarge = "LGS7005";
    public const string TooSlow = "LGS7006";
    public const string WrongContent = "LGS7007";
    public const string BadVariable = "LGS7008";
    public const string CannotListen = "LGS7009";
    public const string UnknownService = "LGS7010";
    public const string NoAnswer = "LGS7011";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(Unforeseen, "The server met something it did not foresee", "The log has the reason, beside the request id of this answer. Nothing was acknowledged."),
        new(BadRequest, "The request cannot be read", "The message says where; for a body, the line and the column."),
        new(NoSuchRoute, "There is no such route", "The OpenAPI document at `/openapi/v1.json` lists them all."),
        new(NotAllowed, "The route does not take this method", "The header `Allow` of the answer lists those that it takes."),
        new(BodyTooLarge, "The body is too large", "The message says how large it may be; large data travels as a file or as a reference, and not as an input."),
        new(TooSlow, "The body did not come in time", "The connection is too slow, or stopped halfway. Nothing was changed."),
        new(WrongContent, "The body is of a type that the route does not take", "JSON is `application/json`; a graph may also be YAML, `application/yaml`."),
        new(BadVariable, "A setting of a service is wrong", "The message names it, and says what it takes. In an environment variable the `:` of a name is written `__`."),
        new(CannotListen, "A service cannot listen where it was told to", "Another program has the port. `ASPNETCORE_URLS` says where a service listens."),
        new(UnknownService, "Where another service is is not known", "The message names the setting that tells it, `services:NAME:SCHEME:0`, in the environment `services__NAME__SCHEME__0`. Without one the name is asked of DNS, as it is in Kubernetes."),
        new(NoAnswer, "Another service gives no answer", "It took too long, or most calls of it failed just before, and it is left alone for some seconds. Look at its health and its logs."),
    ];
}
