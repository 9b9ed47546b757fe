using Logos.Cli.Logs;
using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;
using Logos.Cli.Up;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Tests.Up;

/// <summary>The server of `logos up` in this process, on a free port and a folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Server _server;
    private readonly StringWriter _logs = new();

    private RunningServer(string? graphs)
    {
        var terminal = new Terminal(Stream.Null, TextWriter.Null, _logs, _ => null) { WorkingDirectory = Folder.Path };
        _server = new(terminal) { Listen = ListenAddress.Parse("http://127.0.0.1:0", out _)!, Data = "data", Graphs = graphs, LogLevel = LogLevel.Information, LogFormat = LogFormat.Json };
    }

    public TempFolder Folder { get; } = new();

    public Announcement Said { get; private set; } = null!;

    public string Logs => _logs.ToString();

    public static async Task<RunningServer> StartAsync(Action<TempFolder>? prepare = null, string? graphs = null)
    {
        var server = new RunningServer(graphs);
        prepare?.Invoke(server.Folder);
        server.Said = await server._server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>The command line in the server's folder, signed in by the environment.</summary>
    public CliRun Logos(params string[] arguments) => As(Said.Token, "").Run(arguments);

    public CliRun LogosWith(string input, params string[] arguments) => As(Said.Token, input).Run(arguments);

    public InProcess As(string? token, string input, int width = 100)
    {
        var line = new InProcess { Folder = Folder.Path, Input = System.Text.Encoding.UTF8.GetBytes(input), Width = width };
        line.Environment["LOGOS_SERVER"] = Said.Address;
        if (token is not null)
            line.Environment["LOGOS_TOKEN"] = token;
        line.Environment["XDG_CONFIG_HOME"] = Path.Combine(Folder.Path, "config");
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        Folder.Dispose();
    }
}
