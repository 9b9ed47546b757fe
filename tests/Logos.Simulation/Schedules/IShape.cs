using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>What a schedule runs on: servers and several processes, or one process and its disk.</summary>
internal interface IShape
{
    Tables Tables { get; }

    IExecutionStore GatewayStore { get; }

    /// <summary>A process that ended of itself has a fault that nobody planned.</summary>
    Exception? Failure { get; }

    int OpenTasks { get; }

    void Start();

    ValueTask Wake(int partition, Report.Wake wake);

    /// <summary>It was deleted, some time after its end.</summary>
    bool IsGone(Guid id);

    /// <summary>Everything has come to rest: what is kept is what was committed.</summary>
    void Close();

    /// <summary>Between any two steps.</summary>
    void Tend();

    /// <summary>Something goes wrong.</summary>
    /// <returns>How long it lasts.</returns>
    TimeSpan Strike();
}
