using System.Text.Json;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Nodes;

/// <summary>From what stands under <c>with</c> to the record that a handler takes.</summary>
internal static class NodeInput<TInput>
{
    public static readonly Schema Schema = InputSchema.Of(typeof(TInput));

    /// <returns>Null when it fits; otherwise a failure that names the field.</returns>
    public static Failure? Bind(Value with, out TInput? input)
    {
        input = default;
        if (with is TInput anything)
        {
            input = anything;
            return null;
        }

        var named = InputNames.Mend(with, Schema);
        if (InputCheck.Of(named, Schema) is { } bad)
            return bad;
        try
        {
            input = JsonSerializer.Deserialize<TInput>(ValueJson.WriteUtf8(named), NodeJson.Options);
            return input is null ? new(WorkersCodes.BadInput, FailureKind.Permanent, "`with` is missing") : null;
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { } path && path.TrimStart('$', '.') is { Length: > 0 } name ? $"`{name}`" : "`with`";
            return new(WorkersCodes.BadInput, FailureKind.Permanent, $"{field} does not fit: {Words(exception)}");
        }
    }

    // The reader tells where in the text it stands, which says nothing to whoever wrote an expression.
    private static string Words(JsonException exception)
    {
        var text = exception.InnerException is FormatException or OverflowException or InvalidOperationException ? exception.InnerException.Message : exception.Message;
        var at = text.IndexOf(" Path: ", StringComparison.Ordinal);
        return at < 0 ? text : text[..at];
    }
}
