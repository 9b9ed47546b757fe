using Logos.Rules.Faults;

namespace Logos.Core.Faults;

/// <summary>The faults found so far. Bounded: a file that is wrong throughout is not told line by line.</summary>
public sealed class FaultList
{
    public const int Limit = 1000;
    // Each suggestion costs a look at every name, and nobody reads the hundredth.
    private const int Suggested = 100;

    private readonly List<Fault> _faults = [];

    public bool IsFull => _faults.Count > Limit;

    public int Count => _faults.Count;

    public bool HasErrors { get; private set; }

    public Fault this[int index]
    {
        get => _faults[index];
        set => _faults[index] = value;
    }

    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        HasErrors |= fault.Severity == Severity.Error;
        if (_faults.Count < Limit)
            _faults.Add(fault);
        else if (_faults.Count == Limit)
            _faults.Add(new(CoreCodes.TooManyFaults, $"there are more than {Limit:N0} faults; the rest is not told") { Severity = fault.Severity, Line = int.MaxValue });
    }

    /// <returns>What was probably meant by a name that nothing has; null when nothing is near, or after many faults.</returns>
    public string? DidYouMean(string name, IEnumerable<string> candidates) => _faults.Count < Suggested ? Suggestion.DidYouMean(name, candidates) : null;

    /// <summary>As a reader of the file meets them.</summary>
    public IReadOnlyList<Fault> InOrder() =>
    [
        .. _faults.OrderBy(fault => fault.Line ?? 0).ThenBy(fault => fault.Column ?? 0).ThenBy(fault => fault.Code, StringComparer.Ordinal)
            .Select(fault => fault.Line == int.MaxValue ? fault with { Line = null } : fault)
            .Distinct(),
    ];
}
