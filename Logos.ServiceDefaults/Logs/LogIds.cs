namespace Logos.ServiceDefaults.Logs;

/// <summary>The ids by which the lines of one request, of one execution and of one trace are found, for whoever reads lines.</summary>
public static class LogIds
{
    private static readonly string[] Names = ["request_id", "execution_id", "trace_id"];

    /// <param name="find">By name; null where it is not known.</param>
    /// <returns>Such as <c>request_id=… trace_id=…</c>; empty where none is known.</returns>
    public static string Of(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return string.Join(' ', Names.Select(name => (Name: name, Value: find(name))).Where(id => id.Value is { Length: > 0 }).Select(id => $"{id.Name}={id.Value}"));
    }
}
