namespace Logos.Core.Connections;

/// <summary>How something outside is reached, with all that is secret of it opened: for whoever reaches it, and for no record.</summary>
/// <param name="Type">Such as <c>postgres</c>.</param>
/// <param name="Settings">By name; numbers and switches as JSON writes them.</param>
/// <param name="Secrets">What of it is to be masked wherever it shows.</param>
public sealed record OpenConnection(string Type, IReadOnlyDictionary<string, string> Settings, IReadOnlyCollection<string> Secrets)
{
    /// <summary>Whether it leads to the same place in the same way: then what was opened over the one serves the other.</summary>
    public bool IsSameAs(OpenConnection other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Type == other.Type && Settings.Count == other.Settings.Count
            && Settings.All(setting => other.Settings.TryGetValue(setting.Key, out var value) && value == setting.Value);
    }

    // Passwords belong in no log.
    public override string ToString() => $"{Type} ({Settings.Count} settings)";
}
