using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Nodes;

namespace Logos.Workers.Tests.Nodes;

public sealed record FiboInput([property: Description("which number of the sequence"), Range(0, 90)] int N);

public sealed record FiboOutput(long Value);

[Deterministic, Description("The n-th Fibonacci number.")]
public sealed class Fibo : NodeHandler<FiboInput, FiboOutput>
{
    public override Task<NodeResult<FiboOutput>> RunAsync(FiboInput input, NodeContext context, CancellationToken cancellationToken)
    {
        var (a, b) = (0L, 1L);
        for (var i = 0; i < input.N; i++)
            (a, b) = (b, a + b);
        return Done(new FiboOutput(a));
    }
}

public enum Priority
{
    Normal,
    VeryUrgent,
}

public sealed record Line(string Sku, decimal Quantity, decimal? Discount = null);

public sealed record OrderInput
{
    public required string CustomerId { get; init; }

    [MinLength(1)]
    public required IReadOnlyList<Line> Lines { get; init; }

    public Priority Priority { get; init; } = Priority.Normal;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    [RegularExpression("[A-Z]{3}")]
    public string? Currency { get; init; }

    public DateOnly? Day { get; init; }

    public Guid? Reference { get; init; }

    public Uri? Callback { get; init; }

    public IReadOnlyDictionary<string, bool>? Flags { get; init; }

    [Secret]
    public string? Token { get; init; }

    public Value Extra { get; init; }
}

public sealed record OrderOutput(int LineCount, decimal Total, Priority Priority, TimeSpan Patience, DateOnly? Day, Value Extra, IReadOnlyDictionary<string, bool>? Flags);

[Idempotent]
public sealed class PlaceOrder(Ledger ledger) : NodeHandler<OrderInput, OrderOutput>
{
    public override async Task<NodeResult<OrderOutput>> RunAsync(OrderInput input, NodeContext context, CancellationToken cancellationToken)
    {
        await Task.Yield();
        ledger.Entries.Add(input.CustomerId);
        if (input.CustomerId == "blocked")
            return new Failure("LGS5046", FailureKind.Permanent, "the customer is blocked");
        return new OrderOutput(input.Lines.Count, input.Lines.Sum(line => line.Quantity - (line.Discount ?? 0)), input.Priority, input.Patience, input.Day, input.Extra, input.Flags);
    }
}

/// <summary>Something that handlers depend on, one per run.</summary>
public sealed class Ledger : IDisposable
{
    public static int Open { get; private set; }

    public Ledger() => Open++;

    public List<string> Entries { get; } = [];

    public void Dispose() => Open--;
}

public sealed record Tree(string Name, IReadOnlyList<Tree>? Children = null);

public sealed class Depth : NodeHandler<Tree, int>
{
    public override Task<NodeResult<int>> RunAsync(Tree input, NodeContext context, CancellationToken cancellationToken) =>
        Task.FromResult<NodeResult<int>>(Of(input));

    private static int Of(Tree tree) => 1 + (tree.Children ?? []).Select(Of).DefaultIfEmpty(0).Max();
}

public sealed class Echo : NodeHandler<Value, Value>
{
    public override Task<NodeResult<Value>> RunAsync(Value input, NodeContext context, CancellationToken cancellationToken) =>
        Task.FromResult<NodeResult<Value>>(input);
}

public sealed class Unwritable : NodeHandler<Value, double>
{
    public override Task<NodeResult<double>> RunAsync(Value input, NodeContext context, CancellationToken cancellationToken) =>
        Task.FromResult<NodeResult<double>>(double.NaN);
}
