using System.Collections.Concurrent;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>A rule file, compiled: immutable, and safe for any number of threads.</summary>
public sealed class RuleSet
{
    /// <summary>Characters of a rule file; also the bytes of every other file that is read whole.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    private const int MaxCached = 256;
    private const int MaxCachedLength = 1024 * 1024;

    private static readonly ConcurrentDictionary<string, RuleSet> Cache = new(StringComparer.Ordinal);

    private readonly RuleCompiler _compiler;
    private Session? _spare;

    private RuleSet(IReadOnlyList<RuleDefinition> rules)
    {
        Rules = rules;
        (_compiler, Programs) = RuleCompiler.Compile(rules);
        Groups = ByNumber(_compiler.Groups.Count, p => p.Group);
        ActivationGroups = ByNumber(_compiler.ActivationGroupCount, p => p.ActivationGroup);
        var session = new Session(this, _compiler);
        Start = new(this, session.Frame);
        _spare = session;
    }

    /// <summary>The rules in the order written.</summary>
    public IReadOnlyList<RuleDefinition> Rules { get; }

    internal RuleProgram[] Programs { get; }

    /// <summary>The rules of each agenda group, in the order of their rank.</summary>
    internal List<RuleProgram>[] Groups { get; }

    internal List<RuleProgram>[] ActivationGroups { get; }

    internal SessionStart Start { get; }

    /// <summary>The same text gives the same rule set: it is compiled once and kept.</summary>
    /// <exception cref="RuleSetException">The text has faults.</exception>
    public static RuleSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Cache.TryGetValue(text, out var known))
            return known;
        var rules = Parse(text, out var faults) ?? throw new RuleSetException([.. faults.Where(f => f.Severity == Severity.Error)]);
        if (text.Length > MaxCachedLength)
            return rules;
        // The whole cache goes when it is full: rule sets come in dozens, and recompiling is cheap.
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd(text, rules);
    }

    /// <returns>Null when there are errors; warnings alone do not stop it.</returns>
    public static RuleSet? Parse(string text, out IReadOnlyList<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<Fault>();
        var rules = GrlParser.Read(text, found);
        RuleCheck.Check(rules, found);
        faults = [.. found.OrderBy(f => f.Line ?? 0).ThenBy(f => f.Column ?? 0)];
        return found.Any(f => f.Severity == Severity.Error) ? null : new(rules);
    }

    /// <exception cref="EvaluationException">A rule failed, or the rules did not come to an end.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop; nothing else is thrown.</exception>
    public EvaluationResult Evaluate(Value facts, RuleOptions? options = null)
    {
        if (!facts.IsMap)
            throw new EvaluationException(new(RulesCodes.BadFacts, $"the facts are {Failure.Describe(facts)}, and rules work on an object"));
        var session = Interlocked.Exchange(ref _spare, null) ?? new Session(this, _compiler);
        var result = session.Run(facts.AsMap(), options ?? RuleOptions.Default);
        Volatile.Write(ref _spare, session);
        return result;
    }

    /// <returns>-1 when no rule is in it and none activates it.</returns>
    internal int Group(string name) => _compiler.Groups.Find(name);

    private List<RuleProgram>[] ByNumber(int count, Func<RuleProgram, int> number)
    {
        var groups = new List<RuleProgram>[count];
        for (var i = 0; i < count; i++)
            groups[i] = [];
        foreach (var program in Programs.Where(p => number(p) >= 0))
            groups[number(program)].Add(program);
        return groups;
    }
}
