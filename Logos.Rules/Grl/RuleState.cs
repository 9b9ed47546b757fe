namespace Logos.Rules.Grl;

/// <summary>What an evaluation knows of a rule.</summary>
[Flags]
internal enum RuleState : byte
{
    None = 0,

    /// <summary>Its condition held when it was last looked at.</summary>
    Holds = 1,

    /// <summary>It may not fire now: no-loop, lock-on-active, its group, its dates.</summary>
    Silent = 2,

    /// <summary>A value that its condition reads has changed: it is to be looked at again, and may fire again.</summary>
    Dirty = 4,

    /// <summary>A value that its condition reads has changed while it was silent.</summary>
    Missed = 8,
}
