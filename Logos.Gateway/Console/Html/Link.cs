using System.Text;

namespace Logos.Gateway.Console.Html;

/// <summary>
/// An address on this server: it begins with a slash and each of its parts is escaped, so that no name can make it
/// lead elsewhere, and none can be a script.
/// </summary>
internal readonly record struct Link
{
    private Link(string path) => Path = path;

    public string Path { get; }

    public static Link To(params ReadOnlySpan<string> parts)
    {
        if (parts.Length == 0)
            return new("/");
        var path = new StringBuilder();
        foreach (var part in parts)
            path.Append('/').Append(Uri.EscapeDataString(part));
        return new(path.ToString());
    }

    /// <summary>With a query; what is null or empty stays out of it.</summary>
    public Link With(string name, string? value) => string.IsNullOrEmpty(value)
        ? this
        : new($"{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");

    /// <summary>A path that came with a request, to go back to; the first page where it is none of this server's.</summary>
    public static Link Back(string? path)
    {
        // A browser reads a second slash or a backslash as the beginning of another host, and drops tabs and line ends.
        if (path is null || !path.StartsWith('/') || path.Length > 2_000 || path.AsSpan(1).StartsWith('/') || path.AsSpan().ContainsAny('\\', '#') || path.Any(c => c is <= ' ' or >= '\u007f'))
            return new("/");
        return new(path);
    }
}
