using Logos.Rules.Faults;

namespace Logos.Adapters.RabbitMq;

/// <summary>Every code that has to do with RabbitMQ (4120 to 4139).</summary>
public static class RabbitMqCodes
{
    public const string BrokerAway = "LGS4120";
    public const string BrokerAddress = "LGS4121";
    public const string BrokerRefused = "LGS4122";
    public const string BrokerHostMissing = "LGS4123";
    public const string BrokerCertificate = "LGS4124";
    public const string BrokerQueueDiffers = "LGS4125";
    public const string BrokerForbidden = "LGS4126";
    public const string BrokerNotTaking = "LGS4127";
    public const string BrokerQueueLost = "LGS4128";
    public const string BrokerBlocked = "LGS4129";
    public const string MessageUnreadable = "LGS4130";
    public const string MessageOfLaterVersion = "LGS4131";
    public const string BrokerSetting = "LGS4132";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(BrokerAway, "RabbitMQ does not answer", "Nothing is lost: what was to be published is published when it answers again, which is tried without end. Look whether the server runs, and whether host and port of the connection string `rabbitmq` are right."),
        new(BrokerAddress, "The connection string of RabbitMQ cannot be read", "It is `amqp://user:password@host:port/vhost`, or `amqps://` for TLS. What is special in a URI is escaped in user, password and virtual host: `@` as `%40`, `/` as `%2F`."),
        new(BrokerRefused, "RabbitMQ refuses user or password", "Look at both in the connection string `rabbitmq`. The user `guest` may come from the server's own machine only."),
        new(BrokerHostMissing, "RabbitMQ has no such virtual host, or the user may not use it", "`rabbitmqctl add_vhost` makes one, and `rabbitmqctl set_permissions -p <vhost> <user> '.*' '.*' '.*'` lets the user in."),
        new(BrokerCertificate, "The certificate of RabbitMQ is not trusted", "Its name has to be the host's name in the connection string, and its issuer one that this machine trusts. A certificate is never taken unseen."),
        new(BrokerQueueDiffers, "A queue or an exchange of RabbitMQ is not as Logos declares it", "Something else has declared it with other arguments, and RabbitMQ changes none of them later. The message names it. Give Logos a virtual host or a prefix of its own, or delete what is there: owners then dispatch again what it held."),
        new(BrokerForbidden, "RabbitMQ does not permit what Logos has to do", "The user needs to configure, write and read the queues of Logos: `rabbitmqctl set_permissions -p <vhost> <user> '.*' '.*' '.*'`, or patterns that match them."),
        new(BrokerNotTaking, "RabbitMQ did not take a message", "It refused one, or did not confirm it in time. What was to be published is published again. Look at the limits that policies set on the named queue, and in a cluster whether most of its nodes run."),
        new(BrokerQueueLost, "A queue of RabbitMQ is gone, and what it held", "Somebody has deleted it. It is declared anew, and owners dispatch again what is unfinished, so that nothing is lost; what was running may run a second time."),
        new(BrokerBlocked, "RabbitMQ takes no messages for now", "It is short of memory or of disk space, and says so to all who publish. What runs goes on, and results wait with the workers. `rabbitmqctl status` tells which it is; it takes messages again as soon as there is room."),
        new(MessageUnreadable, "A message cannot be read", "It lies in the queue `node.dead` now, its headers tell where it came from and why. Something else publishes to the queues of Logos, or there is a fault in it: keep the message, and report it."),
        new(MessageOfLaterVersion, "A message was written by a later version", "It lies in the queue `node.dead` now, unharmed. Bring all services to one version, then move it back to where it came from, which its header `logos-queue` tells, with the management plugin's `Move messages`."),
        new(BrokerSetting, "A setting of the broker is wrong", "The message carries the setting's whole name, its value, and what is allowed. In an environment variable the `:` of a name is written `__`."),
    ];
}
