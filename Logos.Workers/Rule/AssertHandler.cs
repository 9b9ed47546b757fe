using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Rule;

/// <summary>The type <c>assert</c>: tells every check that fails, and not only the first.</summary>
public sealed class AssertHandler : INodeHandler
{
    public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.With["checks"] is not { IsList: true } checks)
            throw FailureException.Permanent(WorkersCodes.BadInput, $"`checks` is {InputCheck.Describe(context.With["checks"])}, and takes a list");
        List<string>? failed = null;
        for (var i = 0; i < checks.AsList().Count; i++)
        {
            if (!Holds(checks[i]["that"], i))
                (failed ??= []).Add(Words(context, checks[i]["message"], i));
        }

        NodeResult result = failed is null
            ? Value.From(ValueMap.From([new("passed", checks.AsList().Count)]))
            : new Failure(WorkersCodes.CheckFailed, FailureKind.Permanent, failed.Count == 1 ? failed[0] : $"{failed.Count} of {checks.AsList().Count} checks failed: {string.Join("; ", failed)}");
        return Task.FromResult(result);
    }

    private static bool Holds(Value that, int index) => that.Kind switch
    {
        ValueKind.Boolean => that.AsBoolean(),
        ValueKind.Null => false,
        _ => throw FailureException.Permanent(WorkersCodes.BadInput, $"`checks[{index}].that` is {InputCheck.Describe(that)}, and a check is true or false"),
    };

    private static string Words(NodeContext context, Value message, int index)
    {
        if (!message.IsNull)
            return message.ToText();
        var written = (context.Definition["checks"] as Template.List)?.Items.ElementAtOrDefault(index) as Template.Map;
        return written?["that"] is Template.Whole { Formula: { } formula } ? $"`{formula.Text}` is not true" : $"check {index + 1} is not true";
    }
}
