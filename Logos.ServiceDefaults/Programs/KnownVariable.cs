using Logos.Rules.Faults;

namespace Logos.ServiceDefaults.Programs;

/// <summary>A name of the environment that operators know; the setting under its own name comes before it.</summary>
/// <param name="Setting">The setting's whole name.</param>
/// <param name="Read">The text as the setting takes it; null when it is none.</param>
/// <param name="Takes">In words.</param>
public sealed record KnownVariable(string Name, string Setting, Func<string, string?> Read, string Takes)
{
    /// <param name="known">Which there are.</param>
    /// <param name="code">Of the faults.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="faults">What cannot be read.</param>
    /// <returns>Settings, to come before all others.</returns>
    public static IReadOnlyDictionary<string, string?> ReadAll(IEnumerable<KnownVariable> known, string code, Func<string, string?> variable, out IReadOnlyList<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(variable);
        var settings = new Dictionary<string, string?>();
        var wrong = new List<Fault>();
        foreach (var each in known)
        {
            if (variable(each.Name) is not { Length: > 0 } text)
                continue;
            if (each.Read(text.Trim()) is { } value)
                settings[each.Setting] = value;
            else
                wrong.Add(new(code, $"the environment variable {each.Name} is `{text}`, and takes {each.Takes}") { Hint = $"correct it, or unset it: {each.Setting.Replace(":", "__", StringComparison.Ordinal)} is its own name" });
        }

        faults = wrong;
        return settings;
    }
}
