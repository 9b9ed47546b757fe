using System.Text.Json;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;
using Logos.Cli.Terminals;
using Logos.ServiceDefaults.Logs;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Tests.Cluster;

public sealed class MergedLogTests : IDisposable
{
    private const string Entry = """{"time":"2026-11-21T20:15:01.250Z","level":"warning","logger":"Logos.Workers","event":5003,"message":"The pool is full","pool":"io"}""";

    private readonly StringWriter _written = new() { NewLine = "\n" };

    public void Dispose() => _written.Dispose();

    [Fact]
    public void A_line_of_a_service_stands_under_its_name_with_its_level()
    {
        var log = Log(LogFormat.Line, LogLevel.Information);

        log.Write("workers-1", PartKind.Workers, ServiceLines.Read(Entry, isError: true));

        Assert.Matches(@"^\d\d:\d\d:01\.250 warning  workers-1       The pool is full\n$", _written.ToString());
    }

    [Fact]
    public void As_json_it_keeps_its_members_and_gets_the_service()
    {
        Log(LogFormat.Json, LogLevel.Information).Write("workers-1", PartKind.Workers, ServiceLines.Read(Entry, isError: true));

        using var json = JsonDocument.Parse(_written.ToString());
        Assert.Equal(["service", "time", "level", "logger", "event", "message", "pool"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("workers-1", 5003), (json.RootElement.GetProperty("service").GetString(), json.RootElement.GetProperty("event").GetInt32()));
    }

    [Fact]
    public void What_a_runtime_says_of_its_end_is_shown_as_it_is_and_obeyed_by_no_terminal()
    {
        var log = Log(LogFormat.Line, LogLevel.Error);

        log.Write("gateway-1", PartKind.Gateway, ServiceLines.Read("Unhandled exception. System.Exception: \e[31mno", isError: true));
        log.Write("gateway-1", PartKind.Gateway, ServiceLines.Read("{ half of it", isError: true));
        log.Write("gateway-1", PartKind.Gateway, ServiceLines.Read("""{"no":"log"}""", isError: true));

        Assert.Equal(
            """
                                  gateway-1       Unhandled exception. System.Exception: ␛[31mno
                                  gateway-1       { half of it
                                  gateway-1       {"no":"log"}

            """.ReplaceLineEndings("\n"), _written.ToString());
    }

    [Fact]
    public void An_exception_is_told_by_its_first_line()
    {
        var line = ServiceLines.Read("""{"time":"2026-11-21T20:15:01.250Z","level":"error","message":"It failed","exception":"System.Exception: no\n   at Logos"}""", isError: true);

        Assert.Equal((LogLevel.Error, "It failed: System.Exception: no"), (line.Level, line.Message));
    }

    [Fact]
    public void Lines_below_the_level_are_left_out_and_are_there_when_their_part_has_failed()
    {
        var log = Log(LogFormat.Line, LogLevel.Warning);
        var line = new PartLine(null, LogLevel.Information, "about to fail");

        log.Write("gateway-1", PartKind.Gateway, line);
        Assert.Equal("", _written.ToString());
        log.WriteRest("gateway-1", PartKind.Gateway, [line, PartLine.Plain("shown before")]);

        Assert.Equal("             info     gateway-1       about to fail\n", _written.ToString());
    }

    [Fact]
    public void A_line_ends_with_the_ids_by_which_others_of_its_request_and_its_trace_are_found()
    {
        Log(LogFormat.Line, LogLevel.Information).Write("gateway-1", PartKind.Gateway, ServiceLines.Read("""{"time":"2026-11-21T21:13:26.123Z","level":"warning","message":"It is odd","request_id":"r-1","trace_id":"0af7651916cd43dd8448eb211c80319c"}""", isError: true));

        Assert.EndsWith("  It is odd  request_id=r-1 trace_id=0af7651916cd43dd8448eb211c80319c\n", _written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_kind_of_part_has_a_colour_and_progress_is_calm_where_somebody_watches()
    {
        var terminal = new Terminal(Stream.Null, TextWriter.Null, _written, name => name == "FORCE_COLOR" ? "1" : null) { ErrorIsTerminal = true };
        var log = new MergedLog(terminal, LogFormat.Line, LogLevel.Warning, "orchestrator-1".Length);

        log.Tell("orchestrator-1", PartKind.Orchestrator, "ready on http://127.0.0.1:7 (0.2 s)", LogLevel.Information);
        log.Tell("redis", PartKind.Server, "ready on 127.0.0.1:8 (0.1 s)", LogLevel.Information);

        Assert.Equal("\e[34morchestrator-1\e[0m  ready on http://127.0.0.1:7 (0.2 s)\n\e[35mredis         \e[0m  ready on 127.0.0.1:8 (0.1 s)\n", _written.ToString());
    }

    [Theory]
    [InlineData("2026-11-21 21:13:26.123 UTC LOG:  checkpoint starting: time", LogLevel.Debug, "checkpoint starting: time")]
    [InlineData("2026-11-21 21:13:26.123 UTC ERROR:  duplicate key", LogLevel.Warning, "duplicate key")]
    [InlineData("2026-11-21 21:13:26.123 UTC FATAL:  the database system is shutting down", LogLevel.Error, "the database system is shutting down")]
    [InlineData("postgres: could not find the file", null, "postgres: could not find the file")]
    public void Lines_of_PostgreSQL_are_understood(string text, LogLevel? level, string message) => Understood(ServerLines.Postgres(text, isError: true), level, message);

    [Theory]
    [InlineData("812:M 21 Nov 2026 21:13:26.123 * Ready to accept connections", LogLevel.Debug, "Ready to accept connections")]
    [InlineData("812:M 21 Nov 2026 21:13:26.123 # WARNING overcommit_memory is set to 0!", LogLevel.Warning, "WARNING overcommit_memory is set to 0!")]
    [InlineData("812:M 21 Nov 2026 21:13:26.123 # Server initialized", LogLevel.Debug, "Server initialized")]
    [InlineData("", LogLevel.Debug, "")]
    public void Lines_of_Redis_are_understood(string text, LogLevel? level, string message) => Understood(ServerLines.Redis(text, isError: false), level, message);

    [Theory]
    [InlineData("2026-11-21 21:13:26.123456+00:00 [info] <0.229.0> Server startup complete; 0 plugins started.", LogLevel.Debug, "Server startup complete; 0 plugins started.")]
    [InlineData("2026-11-21 21:13:26.123456+00:00 [warning] <0.1.0> disk resource limit alarm set", LogLevel.Warning, "disk resource limit alarm set")]
    [InlineData("2026-11-21 21:13:26.123456+00:00 [error] <0.1.0> ", LogLevel.Error, "")]
    [InlineData("2026-11-21 21:13:26.123456+00:00 [error] <0.676.0> Channel error on connection <0.676.0>:", LogLevel.Debug, "Channel error on connection <0.676.0>:")]
    [InlineData("  ##  ##      RabbitMQ 3.10.8", LogLevel.Debug, "  ##  ##      RabbitMQ 3.10.8")]
    public void Lines_of_RabbitMQ_are_understood(string text, LogLevel? level, string message) => Understood(ServerLines.RabbitMq(text, isError: false), level, message);

    private static void Understood(PartLine line, LogLevel? level, string message)
    {
        Assert.Equal((level, message), (line.Level, line.Message));
        if (text(message) && level is not null)
            Assert.NotNull(line.At);

        // A banner has no time.
        static bool text(string message) => message.Length > 0 && message[0] != ' ';
    }

    private MergedLog Log(LogFormat format, LogLevel level) =>
        new(new Terminal(Stream.Null, TextWriter.Null, _written, _ => null), format, level, "orchestrator-1".Length);
}
