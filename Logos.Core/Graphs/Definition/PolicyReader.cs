using Logos.Core.Faults;

namespace Logos.Core.Graphs.Definition;

internal static class PolicyReader
{
    public static readonly IReadOnlyList<string> RetryFields = ["attempts", "backoff", "delay", "max_delay", "jitter"];

    public static RetryPolicy? Retry(Fields owner, FaultList faults)
    {
        if (owner.Any("retry") is Reading.SourceNode.Scalar { Value.IsNumber: true } number)
        {
            owner.Wrong("retry", number, "a map", $"write `retry: {{ attempts: {number.Text} }}`");
            return null;
        }

        if (owner.Map("retry") is not { } map)
            return null;
        var fields = new Fields(map, "`retry`", RetryFields, faults, name => name is "max_attempts" or "count" or "max" ? "did you mean `attempts`?" : null);
        var standard = new RetryPolicy();
        var policy = new RetryPolicy
        {
            Attempts = fields.Integer("attempts", 1, 100) ?? standard.Attempts,
            Backoff = fields.Choice<Backoff>("backoff") ?? standard.Backoff,
            Delay = fields.Duration("delay", allowZero: true) ?? standard.Delay,
            MaxDelay = fields.Duration("max_delay", allowZero: true) ?? standard.MaxDelay,
            Jitter = fields.Boolean("jitter") ?? standard.Jitter,
        };
        if (fields.Any("max_delay") is null && policy.Delay > policy.MaxDelay)
            return policy with { MaxDelay = policy.Delay };
        if (policy.Delay > policy.MaxDelay)
            faults.Add(map.Fault(CoreCodes.FieldConflict, $"the first delay ({Duration.Format(policy.Delay)}) is longer than `max_delay` ({Duration.Format(policy.MaxDelay)})", "raise `max_delay`, or lower `delay`"));
        return policy;
    }
}
