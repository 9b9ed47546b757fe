using System.Security.Authentication;
using Logos.Core.Orchestration;
using Logos.Rules.Faults;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Logos.Adapters.RabbitMq;

/// <summary>What the client throws and the server says, as faults of one calm sentence.</summary>
internal static class BrokerFaults
{
    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;
    private const ushort NotAllowed = 530;

    public const ushort NotFound = 404;

    /// <summary>Whether trying again cannot help.</summary>
    public static bool IsPermanent(Fault fault) => fault.Code is RabbitMqCodes.BrokerAddress or RabbitMqCodes.BrokerRefused or RabbitMqCodes.BrokerHostMissing
        or RabbitMqCodes.BrokerCertificate or RabbitMqCodes.BrokerQueueDiffers or RabbitMqCodes.BrokerForbidden;

    public static Fault Of(Exception exception, RabbitMqAddress address)
    {
        for (var each = exception; each is not null; each = each.InnerException)
        {
            switch (each)
            {
                case RabbitMqException told:
                    return told.Fault;
                case StoreUnavailableException store:
                    return new(RabbitMqCodes.BrokerAway, $"Which generation of RabbitMQ counts cannot be found out: {store.Message}") { Hint = "look after the store" };
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return new(RabbitMqCodes.BrokerRefused, $"RabbitMQ at {address} refuses the user `{address.User}`, or its password")
                    {
                        Hint = "look at both in the connection string `rabbitmq`; `guest` may come from the server's own machine only",
                    };
                case AuthenticationException tls:
                    return new(RabbitMqCodes.BrokerCertificate, $"The certificate of RabbitMQ at {address} is not trusted: {tls.Message}")
                    {
                        Hint = "its name has to be the host's, and its issuer one that this machine trusts, or that `Broker:Authority` names",
                    };
                case OperationInterruptedException { ShutdownReason: { } reason } when Of(reason, address) is { } said:
                    return said;
            }
        }

        return Away(address, Innermost(exception));
    }

    /// <returns>Null when the server did not say that anything is wrong with the set-up.</returns>
    public static Fault? Of(ShutdownEventArgs reason, RabbitMqAddress address) => reason.ReplyCode switch
    {
        NotAllowed => new(RabbitMqCodes.BrokerHostMissing, $"RabbitMQ at {address} does not let `{address.User}` into the virtual host `{address.VirtualHost}`: {reason.ReplyText}")
        {
            Hint = "`rabbitmqctl add_vhost` makes it, `rabbitmqctl set_permissions -p <vhost> <user> '.*' '.*' '.*'` lets the user in",
        },
        AccessRefused => new(RabbitMqCodes.BrokerForbidden, $"RabbitMQ at {address} does not permit what has to be done: {reason.ReplyText}")
        {
            Hint = "the user has to configure, write and read: `rabbitmqctl set_permissions -p <vhost> <user> '.*' '.*' '.*'`",
        },
        PreconditionFailed => new(RabbitMqCodes.BrokerQueueDiffers, $"Something is declared at RabbitMQ at {address} otherwise than it has to be: {reason.ReplyText}")
        {
            Hint = "give Logos a virtual host of its own, or a `Broker:Prefix`, or delete what is named there",
        },
        _ => null,
    };

    public static Fault Away(RabbitMqAddress address, string why) => new(RabbitMqCodes.BrokerAway, $"RabbitMQ at {address} does not answer: {why}")
    {
        Hint = "look whether it runs, and whether host and port of the connection string `rabbitmq` are right",
    };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
