using Logos.Rules.Faults;

namespace Logos.Rules.Grl;

/// <summary>A rule file is at fault; all of its faults are there at once.</summary>
public sealed class RuleSetException : Exception
{
    public RuleSetException(IReadOnlyList<Fault> faults)
        : base(string.Join(Environment.NewLine, faults.Select(f => $"{f.Code} at line {f.Line}, column {f.Column}: {f.Message}"))) => Faults = faults;

    public IReadOnlyList<Fault> Faults { get; }
}
