namespace Logos.Simulation.Schedules;

/// <summary>When something goes wrong: at steps, so that no instant is spared, and at times, so that quiet moments are not.</summary>
internal sealed class FaultPlan(Schedule schedule, IShape shape)
{
    private readonly Queue<long> _steps = new();
    private int _timed;
    private DateTimeOffset _until;

    public bool IsStriking => _timed > 0 || schedule.Simulator.Now < _until;

    public void Plan()
    {
        var simulator = schedule.Simulator;
        var steps = new List<long>();
        for (var count = simulator.Random.Next(1, 6); count > 0; count--)
        {
            if (simulator.Chance(2))
            {
                steps.Add(simulator.Random.Next(20, 900));
                continue;
            }

            _timed++;
            simulator.After(simulator.Between(0, 30_000), () =>
            {
                _timed--;
                Once();
            });
        }

        foreach (var step in steps.Order())
            _steps.Enqueue(step);
    }

    public void Strike()
    {
        if (_steps.TryPeek(out var step) && step <= schedule.Simulator.Steps)
        {
            _steps.Dequeue();
            Once();
        }
    }

    private void Once()
    {
        var until = schedule.Simulator.Now + shape.Strike();
        _until = until > _until ? until : _until;
    }
}
