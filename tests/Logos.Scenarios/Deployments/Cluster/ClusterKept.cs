using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Everything that a cluster has written: each row of each table, what the broker holds on its disk, what Redis holds.</summary>
internal static class ClusterKept
{
    public static IEnumerable<(string Name, byte[] Content)> Of(ClusterServers servers, string database)
    {
        foreach (var row in Rows(database))
            yield return row;
        foreach (var file in new DirectoryInfo(Path.Combine(servers.RabbitMq.Folder, "mnesia")).EnumerateFiles("*", SearchOption.AllDirectories))
            yield return (file.FullName, ReadShared(file.FullName));
        yield return ("redis", Redis(servers));
    }

    private static IEnumerable<(string Name, byte[] Content)> Rows(string database)
    {
        using var source = NpgsqlDataSource.Create(database);
        var tables = new List<string>();
        using (var command = source.CreateCommand("select quote_ident(tablename) from pg_tables where schemaname = 'public'"))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                tables.Add(reader.GetString(0));
        }

        foreach (var table in tables)
        {
            using var command = source.CreateCommand($"select * from {table}");
            command.AllResultTypesAreUnknown = false;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    if (!reader.IsDBNull(i))
                        yield return ($"{table}.{reader.GetName(i)}", reader.GetValue(i) is byte[] bytes ? bytes : Encoding.UTF8.GetBytes(Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? ""));
                }
            }
        }
    }

    private static byte[] Redis(ClusterServers servers)
    {
        var address = servers.Redis.Address.Split(':');
        var file = Path.Combine(servers.Redis.Folder, "dump.rdb");
        using var dump = Process.Start(new ProcessStartInfo("redis-cli", ["-h", address[0], "-p", address[1], "--rdb", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        dump.WaitForExit();
        Assert.Equal(0, dump.ExitCode);
        return File.ReadAllBytes(file);
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
