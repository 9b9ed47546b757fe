using Logos.Deploy.Tests.Manifests;
using Logos.Servers;

namespace Logos.Deploy.Tests.Databases;

/// <summary>What the manifests do with a database is done here with a real one.</summary>
[Trait("Needs", "postgres")]
public sealed class DatabaseTests(Migrated postgres) : IClassFixture<Migrated>
{
    private const string OneClaimed = """
        insert into graphs values ('default', 'slow', '00000000-0000-0000-0000-000000000001', 1);
        insert into graph_definitions values ('00000000-0000-0000-0000-000000000001', 'default', 'slow', 1, 'x', '{"name":"slow","nodes":{"ask":{"type":"postgres"},"call":{"type":"http"},"next":{"type":"postgres"}}}', now(), now());
        insert into graph_executions (id, workspace_id, partition, root_id, graph_id, graph_version, status, input_context, head, tags, stage, created_at)
            values ('00000000-0000-7000-0000-000000000001', 'default', 0, '00000000-0000-7000-0000-000000000001', 'slow', 1, 'running', '{}', '', '{}', 1, now());
        insert into node_executions (execution_id, node_id, iteration, attempt, seq, status, claimed, is_owed, state)
            values ('00000000-0000-7000-0000-000000000001', 'ask', 0, 1, 1, 'running', true, false, ''),
                   ('00000000-0000-7000-0000-000000000001', 'call', 0, 1, 2, 'running', true, false, ''),
                   ('00000000-0000-7000-0000-000000000001', 'next', 0, 1, 3, 'running', false, false, '');
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_are_counted_on_for_as_long_as_they_hold_a_claimed_node()
    {
        await postgres.NewAsync("scaling");
        var queries = (await Rendering.OfOverlayAsync("serverless")).Of("ScaledObject").ToDictionary(each => each.Name, each => each.Spec!["triggers"].List().Last()["metadata"]!["query"].Text()!);

        Assert.All(await CountAsync(), count => Assert.Equal(0L, count.Value));
        await postgres.SayAsync(OneClaimed);

        Assert.Equal(new Dictionary<string, object?> { ["worker-db"] = 1L, ["worker-io"] = 1L, ["worker-rule"] = 0L }, (await CountAsync()).OrderBy(each => each.Key, StringComparer.Ordinal).ToDictionary());

        async Task<Dictionary<string, object?>> CountAsync()
        {
            var counts = new Dictionary<string, object?>();
            foreach (var (name, query) in queries)
                counts[name] = await postgres.SayAsync(query);
            return counts;
        }
    }

    [Fact]
    public async Task The_first_token_is_made_as_the_job_makes_it()
    {
        await postgres.NewAsync("tokens");
        var container = new Manifest(YamlJson.Read(Checkout.Read("deploy/admin-token.yaml")).Single()).Containers.Single();

        var said = await Tool.RunAsync(LogosService.Executable("Logos.Cli", "logos"), container["args"].List().Select(argument => argument.Text()!.Replace("$(POSTGRES_URL)", postgres.Url, StringComparison.Ordinal)));

        Assert.StartsWith("logos_", said, StringComparison.Ordinal);
        Assert.Equal(1L, await postgres.SayAsync("select count(*) from documents where kind = 'token'"));
    }

    [Fact]
    public async Task A_backup_is_put_back_as_it_was()
    {
        await postgres.NewAsync("kept");
        await postgres.SayAsync(OneClaimed);
        var folder = Directory.CreateTempSubdirectory("logos-backup-");
        try
        {
            var before = await ContentAsync();
            await RunAsync("backup", folder);
            var file = Assert.Single(folder.GetFiles()).Name;
            Assert.Matches("^logos-[0-9]{8}T[0-9]{6}Z\\.dump$", file);

            // What comes later: another row, a month of its own, and a loss.
            await postgres.SayAsync("insert into documents values ('default', 'secret', 'later', 1, '', now()); create table graph_executions_2099_01 partition of graph_executions for values from ('03b3aaaa-0000-7000-0000-000000000000') to ('03b3bbbb-0000-7000-0000-000000000000'); delete from node_executions");
            Assert.NotEqual(before, await ContentAsync());

            var said = await RunAsync("restore", folder, new() { ["BACKUP_FILE"] = file });

            Assert.Contains("is restored. Empty RabbitMQ", said.Output, StringComparison.Ordinal);
            Assert.Equal(before, await ContentAsync());
            // It is a database that `logos` goes on with.
            Assert.Equal("The database is up to date.\n", await Tool.RunAsync(LogosService.Executable("Logos.Cli", "logos"), ["db", "status"], new Dictionary<string, string> { ["POSTGRES_URL"] = postgres.Url }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task While_a_service_is_connected_nothing_is_restored()
    {
        await postgres.NewAsync("busy");
        var folder = Directory.CreateTempSubdirectory("logos-backup-");
        try
        {
            await RunAsync("backup", folder);
            await using var gateway = await postgres.OpenAsync(application: "logos gateway");
            await postgres.SayAsync("insert into documents values ('default', 'secret', 'kept', 1, '', now())");

            var refused = await RunAsync("restore", folder, code: 3);

            Assert.Contains("Nothing was done: these are connected to the database: logos gateway.", refused.Error, StringComparison.Ordinal);
            Assert.Equal(1L, await postgres.SayAsync("select count(*) from documents"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_no_whole_backup_changes_nothing()
    {
        await postgres.NewAsync("cut");
        await postgres.SayAsync(OneClaimed);
        var before = await ContentAsync();
        var folder = Directory.CreateTempSubdirectory("logos-backup-");
        try
        {
            await RunAsync("backup", folder);
            var whole = Assert.Single(folder.GetFiles());
            await using (var file = whole.OpenWrite())
                file.SetLength(whole.Length - 200);

            var refused = await RunAsync("restore", folder, code: 1);

            Assert.Contains("was not restored, and nothing has changed.", refused.Error, StringComparison.Ordinal);
            Assert.Equal(before, await ContentAsync());
            whole.Delete();
            Assert.Contains("There is no backup in ", (await RunAsync("restore", folder, code: 2)).Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Old_backups_go_and_never_the_newest_ones()
    {
        await postgres.NewAsync("old");
        var folder = Directory.CreateTempSubdirectory("logos-backup-");
        try
        {
            for (var month = 1; month <= 9; month++)
            {
                var old = Path.Combine(folder.FullName, $"logos-20250{month}01T020000Z.dump");
                await File.WriteAllTextAsync(old, "old", Token);
                File.SetLastWriteTimeUtc(old, new(2025, month, 1, 2, 0, 0, DateTimeKind.Utc));
            }

            // What a job left that was killed, and what another one is about to write.
            var (left, written) = (Path.Combine(folder.FullName, "logos-20250901T020000Z.dump.partial"), Path.Combine(folder.FullName, "logos-20991231T020000Z.dump.partial"));
            await File.WriteAllTextAsync(left, "half", Token);
            File.SetLastWriteTimeUtc(left, new(2025, 9, 1, 2, 0, 0, DateTimeKind.Utc));
            await File.WriteAllTextAsync(written, "half", Token);

            // A job that fails makes room for the next one, takes none of the newest away, and leaves nothing behind.
            var failed = await Tool.TryAsync("/bin/sh", [Script("backup")], new Dictionary<string, string> { ["POSTGRES_URL"] = postgres.Url + "-that-is-not-there", ["BACKUP_DIR"] = folder.FullName });
            Assert.NotEqual(0, failed.Code);
            Assert.Equal(2, Gone(failed.Output));
            Assert.Equal(["logos-20250301T020000Z.dump", .. Enumerable.Range(4, 6).Select(month => $"logos-20250{month}01T020000Z.dump"), Path.GetFileName(written)], folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
            File.Delete(written);

            var said = await RunAsync("backup", folder, new() { ["KEEP_DAYS"] = "30", ["KEEP_AT_LEAST"] = "7" });

            var kept = folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(7, kept.Count);
            Assert.Equal("logos-20250401T020000Z.dump", kept[0]);
            Assert.Equal(1, Gone(said.Output));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static int Gone(string output) => output.Split('\n').Count(line => line.Contains("is gone: older than 30 days", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_ends_when_it_is_told_to_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("logos-backup-");
        try
        {
            // As when its pod has to go: half is written, and then comes SIGTERM.
            var tools = folder.CreateSubdirectory("tools").FullName;
            await File.WriteAllTextAsync(Path.Combine(tools, "pg_dump"), "#!/bin/sh\nfor each; do case $each in --file=*) echo half >\"${each#--file=}\" ;; esac; done\nkill -TERM $PPID\nexec sleep 300\n", Token);
            await Tool.RunAsync("chmod", ["+x", Path.Combine(tools, "pg_dump")]);

            var ended = await Tool.TryAsync("/bin/sh", [Script("backup")], new Dictionary<string, string> { ["POSTGRES_URL"] = postgres.Url, ["BACKUP_DIR"] = folder.FullName, ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}" });

            Assert.Equal(143, ended.Code);
            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Script(string name) => Checkout.PathTo($"deploy/components/backup/{name}.sh");

    private async Task<Ended> RunAsync(string script, DirectoryInfo folder, Dictionary<string, string>? settings = null, int code = 0)
    {
        var ended = await Tool.TryAsync("/bin/sh", [Script(script)], new Dictionary<string, string>(settings ?? []) { ["POSTGRES_URL"] = postgres.Url, ["BACKUP_DIR"] = folder.FullName });
        Assert.True(ended.Code == code, $"{script} ended with {ended.Code}:\n{ended.Output}\n{ended.Error}");
        return ended;
    }

    // All that is in it, and how its tables hang together.
    private async Task<string> ContentAsync() => (string)(await postgres.SayAsync("""
        select string_agg(x, E'\n' order by x) from (
            select 'table ' || c.relname || ' of ' || coalesce(i.inhparent::regclass::text, '') as x from pg_class c left join pg_inherits i on i.inhrelid = c.oid where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
            union all select 'function ' || proname || md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace
            union all select 'trigger ' || tgname || ' of ' || tgrelid::regclass from pg_trigger where not tgisinternal
            union all select 'execution ' || e::text from graph_executions e
            union all select 'node ' || n::text from node_executions n
            union all select 'document ' || d::text from documents d
            union all select 'graph ' || g::text from graph_definitions g
            union all select 'store ' || s::text from store s) as all_of_it
        """))!;
}
