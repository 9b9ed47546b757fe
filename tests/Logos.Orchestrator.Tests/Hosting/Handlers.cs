using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Nodes;

namespace Logos.Orchestrator.Tests.Hosting;

internal sealed record DoubleInput(int N);

internal sealed record DoubleOutput(int Value);

[Deterministic]
internal sealed class Double : NodeHandler<DoubleInput, DoubleOutput>
{
    public override Task<NodeResult<DoubleOutput>> RunAsync(DoubleInput input, NodeContext context, CancellationToken cancellationToken) =>
        Done(new DoubleOutput(input.N * 2));
}

/// <summary>Runs until a test lets it go.</summary>
internal sealed class Gate
{
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Watched { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed record NoInput;

internal sealed class Gated(Gate gate) : NodeHandler<NoInput, Value>
{
    public override async Task<NodeResult<Value>> RunAsync(NoInput input, NodeContext context, CancellationToken cancellationToken)
    {
        gate.Entered.TrySetResult();
        await Task.WhenAny(gate.Watched.Task, gate.Opened.Task).WaitAsync(cancellationToken);
        context.Progress("half way");
        await gate.Opened.Task.WaitAsync(cancellationToken);
        return Value.From("through");
    }
}

/// <summary>Tells more than anybody hears who does not listen all the time.</summary>
internal sealed class Chatty(Gate gate) : NodeHandler<NoInput, Value>
{
    public const int Words = 15_000;

    public override async Task<NodeResult<Value>> RunAsync(NoInput input, NodeContext context, CancellationToken cancellationToken)
    {
        await gate.Watched.Task.WaitAsync(cancellationToken);
        for (var i = 0; i < Words; i++)
            context.Progress(i);
        return Value.True;
    }
}

/// <summary>Fails as long as a test says so.</summary>
internal sealed class Weather
{
    public bool IsBad { get; set; } = true;
}

internal sealed class Outing(Weather weather) : NodeHandler<NoInput, Value>
{
    public override Task<NodeResult<Value>> RunAsync(NoInput input, NodeContext context, CancellationToken cancellationToken) =>
        weather.IsBad ? Done(new Failure("RAIN", FailureKind.Permanent, "it rains")) : Done(Value.From("sun"));
}

internal sealed record SleeperInput(TimeSpan For);

internal sealed class Sleeper(TimeProvider clock) : NodeHandler<SleeperInput, Value>
{
    public override async Task<NodeResult<Value>> RunAsync(SleeperInput input, NodeContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(input.For, clock, cancellationToken);
        return Value.From(clock.GetUtcNow().ToString("s", null));
    }
}
