using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>Whoever submits, signals, cancels and retries; and remembers what was acknowledged.</summary>
internal sealed class Caller(Schedule schedule)
{
    private readonly Simulator _simulator = schedule.Simulator;

    public List<Guid> Submitted { get; } = [];

    public List<Command> Commands { get; } = [];

    public int Open { get; private set; }

    public void Start(int count)
    {
        Open = count;
        for (var i = 0; i < count; i++)
            schedule.Gateway.Start(PlayAsync);
    }

    private async Task PlayAsync()
    {
        await WaitAsync(0, 1_500);
        var submission = Submission();
        await PlayAsync(submission);
        if (_simulator.Chance(5) && await ForkAsync(submission.Head.Id) is { } fork)
            await PlayAsync(fork);
        Open--;
    }

    /// <returns>Null when there is nothing to fork, or it cannot be.</returns>
    private async Task<Submission?> ForkAsync(Guid source)
    {
        if (schedule.Tables.Find(source) is not { } stored)
            return null;
        var plan = schedule.PlanOf(stored.Head.Graph);
        var (node, id) = (plan.Nodes[_simulator.Random.Next(plan.Nodes.Count)].Id, NewId());
        try
        {
            var repetition = new Repetition(new(schedule.Blobs.For(schedule.Gateway), schedule.Gateway.Clock));
            var fork = await repetition.ForkAsync(stored, plan, node, ValueMap.Empty, id, _simulator.Random.Next(schedule.Partitions), _simulator.Now, By(id), default);
            if (fork.Submission is not { } submission)
                return null;
            foreach (var seed in submission.Seeds)
                schedule.TakenOver.Add((id, plan.Nodes[seed.Node].Id), schedule.Blobs.Content(stored.Nodes.Single(n => n.Node == plan.Nodes[seed.Node].Id).Output ?? Payload.Null));
            _simulator.Tell("caller", $"forks {CommitText.Short(source)} from {node}: {CommitText.Short(id)}");
            return submission;
        }
        catch (IOException)
        {
            // A large value could not be copied: somebody else may try that again.
            return null;
        }
    }

    private async Task PlayAsync(Submission submission)
    {
        await UntilTakenAsync(async () => await schedule.Store.SubmitAsync(submission, default));
        Submitted.Add(submission.Head.Id);
        _simulator.Tell("caller", $"{CommitText.Short(submission.Head.Id)} ({submission.Head.Graph}) is taken");
        await WakeAsync(submission.Head.Partition, submission);
        var (retries, actions) = (0, 0);
        var (wait, most) = (300, 4_000);
        while (true)
        {
            await WaitAsync(wait, most);
            if (schedule.IsGone(submission.Head.Id))
                break;
            var row = schedule.Tables.Row(submission.Head.Id);
            if (row is null || !row.Status.IsEnd())
            {
                // People do not send faster and faster, and not for ever.
                most = Math.Min(most + 1_000, 60_000);
                wait = Math.Min(wait + 100, 5_000);
                // Who cancels for ever would hide what hangs.
                await ActAsync(submission.Head, mayCancel: actions++ < 5);
                continue;
            }

            if (row.Status == ExecutionStatus.Completed || retries++ > 1 || !_simulator.Chance(2))
                break;
            var retry = new Command(NewId(), submission.Head.Partition, submission.Head.Id, CommandKind.Retry, null, null, _simulator.Now);
            await SendAsync(retry);
            while (schedule.Tables.Verdict(retry.Id) is null)
                await WaitAsync(300, 2_000);
        }
    }

    private async Task ActAsync(ExecutionHead head, bool mayCancel)
    {
        var (kind, name) = _simulator.Random.Next(14) switch
        {
            0 when mayCancel => (CommandKind.Cancel, "enough"),
            < 5 => (CommandKind.Signal, "go"),
            _ => (CommandKind.Signal, Waiting(head.Id)),
        };
        if (name is null)
            return;
        var payload = kind == CommandKind.Signal ? Payload.Of(ValueMap.From([new("decision", "approved"), new("ok", true)])) : null;
        await SendAsync(new(NewId(), head.Partition, head.Id, kind, name, payload, _simulator.Now));
    }

    // A person sees what waits for an answer.
    private string? Waiting(Guid execution) =>
        schedule.Tables.Find(execution)?.Nodes.FirstOrDefault(n => n.Signal is not null)?.Signal;

    private async Task SendAsync(Command command)
    {
        await UntilTakenAsync(() => schedule.Store.AddAsync(command, default));
        Commands.Add(command);
        _simulator.Tell("caller", $"{command.Kind} {command.Name} for {CommitText.Short(command.Execution)} is taken");
        await WakeAsync(command.Partition);
    }

    private async Task WakeAsync(int partition, Submission? submission = null)
    {
        // The wake-up may be lost, and may say nothing: owners look by themselves too.
        if (!_simulator.Chance(4))
            await schedule.Wake(partition, new(_simulator.Chance(4) ? null : submission));
    }

    /// <summary>Whoever is not told that something was taken says it again.</summary>
    private async Task UntilTakenAsync(Func<ValueTask> send)
    {
        while (true)
        {
            try
            {
                await send();
                return;
            }
            catch (StoreUnavailableException)
            {
                await WaitAsync(200, 1_000);
            }
        }
    }

    private Submission Submission()
    {
        var id = NewId();
        var head = new ExecutionHead
        {
            Id = id,
            Root = id,
            Partition = _simulator.Random.Next(schedule.Partitions),
            Workspace = "default",
            Graph = schedule.PickGraph(),
            GraphVersion = 1,
            Inputs = Payload.Of(ValueMap.From([new("list", ValueList.Of(1, 2, 3))])),
            CreatedAt = _simulator.Now,
            CreatedBy = By(id),
        };
        return new(head, _simulator.Chance(12) ? _simulator.Now.AddSeconds(40) : null, []);
    }

    /// <summary>What every store gives back as it was given, for its children too.</summary>
    public static string By(Guid root) => $"caller of {root}";

    private Guid NewId()
    {
        var bytes = new byte[16];
        _simulator.Random.NextBytes(bytes);
        return new(bytes);
    }

    private Task WaitAsync(int from, int to) => Task.Delay(_simulator.Between(from, to), schedule.Gateway.Clock);
}
