using Logos.Core.Executions;
using Logos.Core.Settings;
using Logos.Core.Graphs.NodeTypes;
using Logos.Orchestrator.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Logos.Orchestrator.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Grace", "5", "Logos:Engine:Grace is `5`, and takes a duration from 0s to 1h, such as 25s")]
    [InlineData("Grace", "2d", "Logos:Engine:Grace is 2.00:00:00, and takes a duration from 0s to 1h, such as 25s")]
    [InlineData("MaxOutput", "100", "Logos:Engine:MaxOutput is `100`, and takes a size from 1KiB to 1GiB, such as 16MiB")]
    [InlineData("MaxOutput", "2GiB", "Logos:Engine:MaxOutput is 2GiB, and takes a size from 1KiB to 1GiB, such as 16MiB")]
    [InlineData("Fusing", "perhaps", "Logos:Engine:Fusing is `perhaps`, and takes on or off")]
    [InlineData("Slots:Io", "0", "Logos:Engine:Slots:Io is 0, and takes a whole number from 1 to 1000")]
    [InlineData("Poll", "10s", "Logos:Engine:Poll is 00:00:10, and takes a duration from 10ms to 5s, such as 25s")]
    [InlineData("Batch", "many", "Logos:Engine:Batch is `many`, and takes a whole number from 1 to 10000")]
    [InlineData("Batch", "0", "Logos:Engine:Batch is 0, and takes a whole number from 1 to 10000")]
    [InlineData("SnapshotEvery", "1KiB", "Logos:Engine:SnapshotEvery is 1KiB, and takes a size from 64KiB to 16GiB, such as 16MiB")]
    [InlineData("RestAfter", "2d", "Logos:Engine:RestAfter is 2.00:00:00, and takes a duration from 10ms to 1d, such as 25s")]
    [InlineData("RetentionAge", "0s", "Logos:Engine:RetentionAge is 00:00:00, and takes a duration from 1s to 3650d, such as 25s, or unlimited")]
    [InlineData("RetentionAge", "for ever", "Logos:Engine:RetentionAge is `for ever`, and takes a duration from 1s to 3650d, such as 25s, or unlimited")]
    [InlineData("RetentionCount", "-1", "Logos:Engine:RetentionCount is -1, and takes a whole number from 0 to 100000000, or unlimited")]
    [InlineData("RetentionEvery", "1ms", "Logos:Engine:RetentionEvery is 00:00:00.0010000, and takes a duration from 1s to 1d, such as 25s")]
    [InlineData("SweepEvery", "8d", "Logos:Engine:SweepEvery is 8.00:00:00, and takes a duration from 1s to 7d, such as 25s")]
    [InlineData("MaxOpen", "0", "Logos:Engine:MaxOpen is 0, and takes a whole number from 1 to 1000000")]
    [InlineData("MaxDepth", "1001", "Logos:Engine:MaxDepth is 1001, and takes a whole number from 1 to 1000")]
    [InlineData("MaxSignals", "all", "Logos:Engine:MaxSignals is `all`, and takes a whole number from 1 to 10000")]
    [InlineData("MaxSignalBytes", "17MiB", "Logos:Engine:MaxSignalBytes is 17MiB, and takes a size from 64KiB to 16MiB, such as 16MiB")]
    [InlineData("MaxOpn", "5", "there is no setting Logos:Engine:MaxOpn; did you mean `MaxOpen`?")]
    [InlineData("Slots:Rul", "1", "there is no setting Logos:Engine:Slots:Rul; did you mean `Rule`?")]
    [InlineData("Gracee", "5s", "there is no setting Logos:Engine:Gracee; did you mean `Grace`?")]
    [InlineData("Folder", " ", "Logos:Engine:Folder is ` `, and takes the path of a folder")]
    public async Task A_wrong_setting_stops_the_start_with_its_name_its_value_and_what_is_allowed(string name, string value, string message)
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync((name, value)));

        Assert.Equal([$"LGS6001: {message}"], wrong.Failures);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("Engin:Grace", "there is no section Logos:Engin; did you mean `Engine`?")]
    [InlineData("Gatway:MaxGraph", "there is no section Logos:Gatway; did you mean `Gateway`?")]
    [InlineData("Secret:TOKEN", "there is no section Logos:Secret; did you mean `Secrets`?")]
    [InlineData("Grace", "there is no section Logos:Grace; there are AppHost, Connections, EndWithParent, Engine, Gateway, Infra, KeyFile, Keys, LogFormat, Outbound, Secrets, Workers")]
    public async Task A_section_that_nothing_reads_stops_the_start(string name, string message)
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(($"../{name}", "1s")));

        Assert.Equal([$"LGS6001: {message}"], wrong.Failures);
        Assert.DoesNotContain("1s", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_wrong_settings_are_told_at_once() =>
        Assert.Equal(2, (await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Grace", "5"), ("Fusing", "x")))).Failures.Count());

    [Fact]
    public async Task Settings_are_written_with_their_units_and_code_comes_after_them()
    {
        using var host = await StartAsync(options => options.AnswerTime = TimeSpan.FromSeconds(9), ("Grace", "40s"), ("MaxOutput", "2MiB"), ("Fusing", "off"), ("Slots:Rule", "3"), ("AnswerTime", "1s"));

        var options = host.Services.GetRequiredService<IOptions<EngineOptions>>().Value;
        Assert.Equal((TimeSpan.FromSeconds(40), 2L << 20, false, 3, TimeSpan.FromSeconds(9)), (options.Grace, options.MaxOutput, options.Fusing, options.Slots[Pool.Rule], options.AnswerTime));
        Assert.Equal(TimeSpan.FromSeconds(45), host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "logos-data")));
    }

    [Fact]
    public async Task Retention_is_by_age_and_count_and_may_have_no_limit()
    {
        using var host = await StartAsync(options => options.SnapshotEvery = 1 << 20, ("RetentionAge", "unlimited"), ("RetentionCount", "20"), ("RetentionEvery", "5s"), ("RestAfter", "10ms"), ("Poll", "100ms"), ("Batch", "64"), ("SweepEvery", "2h"));

        var options = host.Services.GetRequiredService<IOptions<EngineOptions>>().Value;
        Assert.Equal((null, 20L, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(10)), (options.RetentionAge, options.RetentionCount!.Value, options.RetentionEvery, options.RestAfter));
        Assert.Equal((TimeSpan.FromMilliseconds(100), 64, TimeSpan.FromHours(2), 1L << 20), (options.Poll, options.Batch, options.SweepEvery, options.SnapshotEvery));
    }

    [Fact]
    public async Task The_limits_of_the_settings_hold_for_what_runs()
    {
        _folder.Write("graphs/asking.yaml", "name: asking\nnodes:\n  w: { type: wait, with: { signal: go } }\n");
        _folder.Write("graphs/two.yaml", "name: two\nnodes:\n  a: { type: subgraph, with: { graph: asking } }\n  b: { type: subgraph, with: { graph: asking } }\n");
        _folder.Write("graphs/deep.yaml", "name: deep\nnodes:\n  a: { type: subgraph, with: { graph: two } }\n");
        using var host = await StartAsync(("MaxOpen", "2"), ("MaxDepth", "1"), ("MaxSignals", "1"), ("MaxSignalBytes", "64KiB"));
        var logos = host.Services.GetRequiredService<LogosEngine>();

        var wide = await logos.RunAsync("two", cancellationToken: Token);
        var deep = await logos.RunAsync("deep", cancellationToken: Token);
        var asking = await logos.StartAsync("asking", cancellationToken: Token);
        var answers = new[] { await logos.SignalAsync(asking, "early", cancellationToken: Token), await logos.SignalAsync(asking, "early", cancellationToken: Token) };

        Assert.Contains(wide.Nodes, node => node.Error?.Code == ExecutionCodes.TooManyOpen);
        Assert.Contains("1 levels of executions stand above it", deep.Error!.Message, StringComparison.Ordinal);
        Assert.Equal([(200, null), (409, ExecutionCodes.TooManySignals)], answers.Select(answer => (answer!.Status, answer.Code)));
    }

    [Fact]
    public async Task A_graph_with_faults_stops_the_start_and_all_of_them_are_told()
    {
        var path = _folder.Write("graphs/wrong.yaml", "name: wrong\nnodes:\n  a: { type: rul }\n  b: { type: rule, needs: [c], with: { output: 1 } }\n");
        _folder.Write("graphs/mail.yaml", "name: mail\nnodes:\n  a: { type: slack, with: { channel: a, text: hi } }\n");

        var wrong = await Assert.ThrowsAsync<GraphsRefusedException>(() => StartAsync());

        Assert.Contains($"{path}:3:14: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean `rule`?", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("`c`", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("LGS6005: nothing here runs nodes of type `slack`", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: one\nnodes:\n  a: { type: rule, with: { output: 1 } }\n", "LGS6004: `one` is also the name of")]
    [InlineData("name: two\nnodes:\n  a: { type: subgraph, with: { graph: on } }\n", "LGS6003: `two` starts the graph `on`, which is not there (did you mean `one`?)")]
    [InlineData("name: two\nnodes:\n  a: { type: subgraph, with: { graph: two } }\n", "LGS6007: graphs start each other in a circle: two → two")]
    public async Task Graphs_have_to_fit_together(string definition, string message)
    {
        _folder.Write("graphs/1.yaml", "name: one\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        _folder.Write("graphs/2.yaml", definition);

        Assert.Contains(message, (await Assert.ThrowsAsync<GraphsRefusedException>(() => StartAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0B", 0)]
    [InlineData("512B", 512)]
    [InlineData("64KiB", 65536)]
    [InlineData("3 MiB", 3 << 20)]
    public void A_size_has_a_unit(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), ByteSize.Format(bytes));
    }

    [Theory]
    [InlineData("64")]
    [InlineData("MiB")]
    [InlineData("-1MiB")]
    [InlineData("99999999999GiB")]
    public void What_is_no_size_is_none(string text) => Assert.False(ByteSize.TryParse(text, out _));

    private Task<IHost> StartAsync(params (string Name, string Value)[] settings) => StartAsync(null, settings);

    private async Task<IHost> StartAsync(Action<EngineOptions>? configure, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path, DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name.StartsWith("../", StringComparison.Ordinal) ? $"Logos:{setting.Name[3..]}" : $"Logos:Engine:{setting.Name}", setting.Value)));
        builder.AddLogos(configure);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}
