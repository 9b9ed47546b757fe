using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>From what a handler yields to what is recorded: masked, measured, and with the parts that conditions read.</summary>
internal static class StepRecord
{
    public static Outcome Of(TaskStep step, Value output, Masker masker, TaskRunnerOptions options)
    {
        // First written, which is bounded, then masked: a value shares its parts, and a walk over it may be far longer than it is large.
        if (Write(output, options, out var json) is { } failure)
            return new Outcome.Failed(failure);
        if (!masker.IsEmpty && masker.Mask(output) is var masked && masked != output)
        {
            output = masked;
            if (Write(output, options, out json) is { } second)
                return new Outcome.Failed(second);
        }

        var control = Projection.Of(output, step.Inline);
        if (json.Length > options.MaxControlBytes && ValueJson.WriteUtf8(control, options.MaxControlBytes) is null)
        {
            var paths = string.Join(", ", step.Inline.Select(path => path.IsWhole ? $"`{step.Id}`" : $"`{step.Id}.{path.Text}`"));
            return new Outcome.Failed(new(WorkersCodes.ControlTooLarge, FailureKind.Permanent, $"conditions read {paths}, which is more than {Size(options.MaxControlBytes)}"));
        }

        return new Outcome.Succeeded(Payload.Of(output, json), control);
    }

    private static Failure? Write(Value output, TaskRunnerOptions options, out byte[] json)
    {
        json = [];
        try
        {
            if (ValueJson.WriteUtf8(output, options.MaxOutputBytes) is not { } written)
                return new(WorkersCodes.OutputTooLarge, FailureKind.Permanent, $"the output is larger than {Size(options.MaxOutputBytes)}");
            json = written;
            return null;
        }
        catch (InvalidOperationException)
        {
            return new(WorkersCodes.OutputTooDeep, FailureKind.Permanent, $"the output is nested deeper than {ValueJson.MaxDepth} levels");
        }
    }

    private static string Size(int bytes) => bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MiB" : bytes >= 1024 ? $"{bytes / 1024} KiB" : $"{bytes} bytes";
}
