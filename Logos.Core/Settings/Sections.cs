using Logos.Rules.Faults;

namespace Logos.Core.Settings;

/// <summary>What stands below <c>Logos</c> in the configuration, sections and single settings: all else there is a slip of the fingers.</summary>
public static class Sections
{
    public const string Root = "Logos";

    /// <summary>Whatever reads a section of its own has its name here, too.</summary>
    public static readonly IReadOnlyList<string> Known = ["AppHost", "Connections", "EndWithParent", "Engine", "Gateway", "Infra", "KeyFile", "Keys", "LogFormat", "Outbound", "Secrets", "Workers"];

    /// <param name="given">The names that stand below <see cref="Root"/>.</param>
    /// <returns>What to say of those that nothing reads.</returns>
    public static IEnumerable<string> Unknown(IEnumerable<string> given) =>
        given.Where(name => !Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => $"there is no section {Root}:{name}; {Suggestion.DidYouMean(name, Known) ?? $"there are {string.Join(", ", Known)}"}");
}
