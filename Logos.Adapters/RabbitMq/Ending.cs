using Logos.Rules.Faults;

namespace Logos.Adapters.RabbitMq;

/// <summary>Why a session is over.</summary>
/// <param name="HasLost">A queue is gone, and with it what it held: nobody may rely on this generation any more.</param>
internal sealed record Ending(Fault Fault, bool HasLost = false);
