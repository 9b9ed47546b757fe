using Npgsql;

namespace Logos.Adapters.Postgres;

/// <summary>A database's address as operators write it.</summary>
internal static class PostgresAddress
{
    /// <param name="text"><c>Host=…;Database=…</c>, or <c>postgres://user:password@host:port/database?sslmode=require</c>.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static string ToConnectionString(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (!text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return new NpgsqlConnectionStringBuilder(text).ConnectionString;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new ArgumentException("The address of PostgreSQL is not of the form postgres://user:password@host:port/database.", nameof(text));
        var settings = new NpgsqlConnectionStringBuilder { Host = uri.IdnHost, Port = uri.Port > 0 ? uri.Port : 5432 };
        if (uri.AbsolutePath.Length > 1)
            settings.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var (name, value) = (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
            settings[name switch { "sslmode" => "SSL Mode", "sslrootcert" => "Root Certificate", "application_name" => "Application Name", "connect_timeout" => "Timeout", _ => name }] =
                name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return settings.ConnectionString;
    }
}
