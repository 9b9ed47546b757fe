using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Logos.Cli.Cluster.Servers;

/// <summary>Where a cluster's own servers listen, and their passwords: kept in its folder, for its owner's eyes alone.</summary>
internal sealed record ServerSettings(ServerAccess Postgres, ServerAccess Redis, ServerAccess RabbitMq, int RabbitMqNodePort, int PortMapperPort)
{
    public const string Name = "servers.json";

    public string PostgresConnection => $"Host=127.0.0.1;Port={Text(Postgres.Port)};Database=logos;Username=logos;Password={Postgres.Password}";

    public string RedisConnection => $"redis://default:{Redis.Password}@127.0.0.1:{Text(Redis.Port)}/0";

    public string RabbitMqConnection => $"amqp://logos:{RabbitMq.Password}@127.0.0.1:{Text(RabbitMq.Port)}/";

    /// <summary>As they were, with another port in place of one that somebody has meanwhile.</summary>
    /// <exception cref="PreparationException">What is wished cannot be had.</exception>
    public static ServerSettings Open(string folder, ServerWishes wishes)
    {
        var path = Path.Combine(folder, Name);
        var kept = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ServerSettingsJson.Default.ServerSettings) : null;
        // PostgreSQL and RabbitMQ took theirs down when their data were made.
        if (kept is not null && wishes.Password is { } wished && kept.Postgres.Password != wished)
            throw new PreparationException($"the servers in {Visible.Of(folder)} have another password than the one in {ServerWishes.PasswordVariable}", $"{Name} in that folder has theirs; name another folder with --data, or delete this one with all that is in it");
        var taken = new HashSet<int>();
        var settings = new ServerSettings(
            Access(kept?.Postgres, wishes.Postgres, wishes.Password, taken),
            Access(kept?.Redis, wishes.Redis, wishes.Password, taken),
            Access(kept?.RabbitMq, wishes.RabbitMq, wishes.Password, taken),
            Port(kept?.RabbitMqNodePort, taken),
            Port(kept?.PortMapperPort, taken));
        if (settings != kept)
            Write(path, settings);
        return settings;
    }

    private static void Write(string path, ServerSettings settings)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + ".part", options))
        {
            JsonSerializer.Serialize(file, settings, ServerSettingsJson.Default.ServerSettings);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }

    // What is special in an address or a file of settings does not occur in it.
    private static ServerAccess Access(ServerAccess? kept, int? port, string? password, HashSet<int> taken) =>
        new(Wished(port, taken) ?? Port(kept?.Port, taken), password ?? kept?.Password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    private static int? Wished(int? port, HashSet<int> taken) =>
        port is not { } wished || (FreePort.IsFree(wished) && taken.Add(wished)) ? port : throw new PreparationException($"port {Text(wished)} is taken", "name another, or none: one that is free is chosen then");

    private static int Port(int? kept, HashSet<int> taken)
    {
        var port = kept ?? FreePort.Take();
        while (!FreePort.IsFree(port) || !taken.Add(port))
            port = FreePort.Take();
        return port;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

internal sealed record ServerAccess(int Port, string Password);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ServerSettings))]
internal sealed partial class ServerSettingsJson : JsonSerializerContext;
