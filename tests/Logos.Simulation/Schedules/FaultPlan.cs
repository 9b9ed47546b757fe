namespace Logos.Simulation.Schedules;

/// <summary>When something goes wrong: a few steps after something happened, so that no instant is spared, and at times, so that quiet ones are not.</summary>
internal sealed class FaultPlan(Schedule schedule, IShape shape)
{
    private readonly Queue<(long Moment, int Steps)> _moments = new();
    private long? _step;
    private int _timed;
    private DateTimeOffset _until;

    public bool IsStriking => _timed > 0 || schedule.Simulator.Now < _until;

    public void Plan()
    {
        var simulator = schedule.Simulator;
        var moments = new List<long>();
        for (var count = simulator.Random.Next(1, 6); count > 0; count--)
        {
            if (!simulator.Chance(3))
            {
                moments.Add(simulator.Random.Next(4, 100));
                continue;
            }

            _timed++;
            simulator.After(simulator.Between(0, 30_000), () =>
            {
                _timed--;
                Once();
            });
        }

        foreach (var moment in moments.Order())
            _moments.Enqueue((moment, simulator.Random.Next(8)));
    }

    public void Strike()
    {
        var simulator = schedule.Simulator;
        if (_step is null && _moments.TryPeek(out var next) && next.Moment <= simulator.Moments)
            _step = simulator.Steps + _moments.Dequeue().Steps;
        if (_step > simulator.Steps || _step is null)
            return;
        _step = null;
        Once();
    }

    private void Once()
    {
        var until = schedule.Simulator.Now + shape.Strike();
        _until = until > _until ? until : _until;
    }
}
