using System.Diagnostics;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Simulation.Blobs;
using Logos.Simulation.Graphs;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>
/// One life of the whole engine on one thread: the real loops, workers and state machines on a simulated clock,
/// with everything going wrong around them that the design allows for.
/// </summary>
public sealed class Schedule : IPlanSource, IExecutionFeed
{
    private const int MaxSteps = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);
    private static readonly Dictionary<int, GraphPlan> Made = [];
    private static readonly GraphPlan Other = RandomGraph.Parse(
        """
        name: other
        nodes:
          a: { type: http, with: { url: "https://example.org" }, compensate: { type: http, with: { url: "https://example.org/undo" } } }
          b: { type: rule, needs: [a], with: { output: { ok: true } } }
        outputs: { ok: "${{ a.ok }}" }
        """);

    private readonly ScheduleOptions _options;
    private readonly Dictionary<string, GraphPlan> _graphs = new(StringComparer.Ordinal);
    private readonly Caller _caller;
    private readonly IShape _shape;
    private readonly FaultPlan _faults;

    private Schedule(ScheduleOptions options)
    {
        _options = options;
        Simulator = new(options.Seed, options.Traced);
        Ledger = new(Simulator);
        WithFaults = options.WithFaults ?? !Simulator.Chance(4);
        var embedded = options.Embedded ?? Simulator.Chance(4);
        Partitions = Simulator.Random.Next(1, 3);
        _graphs.Add("other", Other);
        _graphs.Add("family", Families.Family);
        for (var i = 0; i < 2; i++)
            _graphs.Add($"g{i}", options.Graph ?? (Simulator.Chance(8) ? Families.Clan : Graph(Simulator.Random.Next(400))));
        Gateway = new(Simulator, "gateway");
        Blobs = new(Simulator, WithFaults && options.Crash is null);
        _shape = embedded ? new EmbeddedShape(this) : new DistributedShape(this);
        Laws = new(() => Tables, Ledger, name => _graphs[name]);
        _caller = new(this);
        _faults = new(this, _shape);
    }

    public Simulator Simulator { get; }

    public Ledger Ledger { get; }

    public ScheduleOptions Options => _options;

    /// <summary>In two of three schedules a turn is soon full, by what happens or by what it changes, so that commits fall between what an event leads to.</summary>
    public OrchestrationOptions Orchestration => (_options.Seed % 3) switch
    {
        0 => OrchestrationOptions.Default with { TurnEvents = 1 + (_options.Seed % 5) },
        1 => OrchestrationOptions.Default with { TurnBytes = 1_000 * (1 + (_options.Seed % 7)), TreeBytes = 48 * 1024 },
        _ => OrchestrationOptions.Default,
    };

    public bool WithFaults { get; }

    public int Partitions { get; }

    /// <summary>What is durable.</summary>
    public Tables Tables => _shape.Tables;

    internal SimulatedProcess Gateway { get; }

    internal CommitLaws Laws { get; }

    internal SimulatedBlobs Blobs { get; }

    /// <summary>What a fork begins with, as the first execution had it.</summary>
    internal Dictionary<(Guid Execution, string Node), ReadOnlyMemory<byte>> TakenOver { get; } = [];

    internal IExecutionStore Store => _shape.GatewayStore;

    public static ScheduleResult Run(ScheduleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var began = Stopwatch.GetTimestamp();
        var schedule = new Schedule(options);
        string? broken = null;
        try
        {
            schedule.Live();
        }
        catch (Exception e)
        {
            broken = e is LawBrokenException ? e.Message : e.ToString();
            schedule.Simulator.Tell("law", $"broken: {broken}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        var (simulator, ledger) = (schedule.Simulator, schedule.Ledger);
        return new(options.Seed, simulator.Trace.Hash, simulator.Steps, ledger.Runs, ledger.ExtraRuns, ledger.Faults, Stopwatch.GetElapsedTime(began), simulator.Trace.Lines, broken);
    }

    public ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string workspace, string graph, int version, CancellationToken cancellationToken) =>
        new(_graphs.TryGetValue(graph, out var plan) ? (1, plan) : null);

    public void Publish(Guid execution, NodeProgress progress)
    {
    }

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        // Best effort: nobody watches.
    }

    internal string PickGraph() => $"g{Simulator.Random.Next(2)}";

    /// <summary>The id of a node by its number.</summary>
    public string NodeOf(string graph, int node) => _graphs[graph].Nodes[node].Id;

    internal GraphPlan PlanOf(string graph) => _graphs[graph];

    internal ValueTask Wake(int partition, Report.Wake wake) => _shape.Wake(partition, wake);

    internal bool IsGone(Guid execution) => _shape.IsGone(execution);

    /// <summary>Commands that were sent, taken or not.</summary>
    internal List<Guid> Commands { get; } = [];

    internal void Know(Guid command) => Commands.Add(command);

    internal static Pool PoolOf(string type) => NodeTypeRegistry.BuiltIn.Find(type)?.Pool ?? Pool.Io;

    private void Live()
    {
        Simulator.Tell("schedule", $"seed {_options.Seed}, {(WithFaults ? "with" : "without")} faults, {_shape.GetType().Name}, {Partitions} partitions");
        _shape.Start();
        _caller.Start(_options.Graph is null ? Simulator.Random.Next(1, 4) : 1);
        if (WithFaults && _options.Crash is null)
            _faults.Plan();
        var settled = default(DateTimeOffset?);
        while (true)
        {
            _faults.Strike();
            if (!Simulator.Step())
                throw new LawBrokenException("Nothing happens any more.");
            _shape.Tend();
            if (Simulator.Steps % 32 != 0)
                continue;
            if (_shape.Failure is { } failure)
                throw new LawBrokenException($"A process died of itself: {failure}");
            if (Gateway.Failure is { } wrong)
                throw new LawBrokenException($"The caller died: {wrong}");
            if (Simulator.Steps > MaxSteps || Simulator.Now - new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) > Patience)
                throw new LawBrokenException($"No end in sight: {EndLaws.WhatIsOpen(Tables, _caller)}");
            if (_caller.Open > 0 || _faults.IsStriking || !EndLaws.HaveAllEnded(this, _caller))
                continue;
            // Let the last copies of tasks arrive: they must come to nothing.
            settled ??= Simulator.Now;
            if (Ledger.Running == 0 && _shape.OpenTasks == 0 && Simulator.Now - settled > TimeSpan.FromSeconds(5))
                break;
            if (Simulator.Now - settled > TimeSpan.FromMinutes(10))
                throw new LawBrokenException($"Everything has ended, and {_shape.OpenTasks} tasks are left.");
        }

        _shape.Close();
        EndLaws.Check(this, _caller);
    }

    private static GraphPlan Graph(int number)
    {
        lock (Made)
        {
            if (!Made.TryGetValue(number, out var plan))
                Made.Add(number, plan = RandomGraph.Make(new Random(number)));
            return plan;
        }
    }
}
