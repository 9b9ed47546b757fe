using System.Text.Json;
using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary>The server and the token that <c>logos login</c> keeps, in a file that its owner alone may read.</summary>
internal sealed record Login(Uri Server, string? Token)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static string PathFor(Terminal terminal)
    {
        // https://specifications.freedesktop.org/basedir-spec: what is not absolute does not count.
        var folder = terminal.Variable("XDG_CONFIG_HOME") is { Length: > 0 } given && Path.IsPathRooted(given) ? given
            : OperatingSystem.IsWindows() && terminal.Variable("APPDATA") is { Length: > 0 } roaming ? roaming
            : terminal.Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(folder, "logos", "login.json");
    }

    /// <returns>Null when nobody has signed in.</returns>
    public static Login? Read(Terminal terminal)
    {
        var path = PathFor(terminal);
        try
        {
            if (!File.Exists(path))
                return null;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                throw Bad(path, "others than its owner may read it", $"`chmod 600 {path}`, and revoke its token if somebody may have seen it");
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return new(new(root.GetProperty("server").GetString()!), root.TryGetProperty("token", out var token) ? token.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException or ArgumentNullException)
        {
            throw Bad(path, "it does not hold what `logos login` writes", "`logos login` writes it anew");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(path, e.Message, null);
        }
    }

    public void Keep(Terminal terminal)
    {
        var path = PathFor(terminal);
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            else
                Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // Written beside it and moved over it: never half of it, and never for others to read.
            var next = $"{path}.{Guid.CreateVersion7(terminal.Clock.GetUtcNow()):N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = Private;
            using (var writer = new StreamWriter(next, options))
                writer.Write(JsonLine.Of(Write));
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(path, e.Message, "XDG_CONFIG_HOME says in which folder it is kept");
        }
    }

    /// <returns>False when nobody had signed in.</returns>
    public static bool Forget(Terminal terminal)
    {
        var path = PathFor(terminal);
        try
        {
            var there = File.Exists(path);
            File.Delete(path);
            return there;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(path, e.Message, null);
        }
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("server", Server.ToString());
        if (Token is not null)
            json.WriteString("token", Token);
        json.WriteEndObject();
    }

    private static ClientFaultException Bad(string path, string reason, string? hint) => new(CliCodes.BadLogin, $"the login kept in {path} cannot be used: {reason}", hint);
}
