using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;
using Logos.Cli.Up;
using Logos.ServiceDefaults.Logs;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Tests.Up;

/// <summary>The server of `logos up` in this process, on a free port and a folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Server _server;
    private readonly StringWriter _logs = new();
    private readonly bool _isKept;

    private RunningServer(string? graphs, TempFolder? keep)
    {
        (Folder, _isKept) = (keep ?? new(), keep is not null);
        var terminal = new Terminal(Stream.Null, TextWriter.Null, _logs, _ => null) { WorkingDirectory = Folder.Path };
        _server = new(terminal) { Listen = ListenAddress.Parse("http://127.0.0.1:0", out _)!, Data = "data", Graphs = graphs, LogLevel = LogLevel.Information, LogFormat = LogFormat.Json };
    }

    public TempFolder Folder { get; }

    public Announcement Said { get; private set; } = null!;

    public string Logs => _logs.ToString();

    /// <param name="graphs">The folder of graphs, below the server's.</param>
    /// <param name="keep">The folder to run in, which stays; else one of its own.</param>
    public static async Task<RunningServer> StartAsync(string? graphs = null, TempFolder? keep = null)
    {
        var server = new RunningServer(graphs, keep);
        server.Said = await server._server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>The command line in the server's folder, signed in by the environment.</summary>
    public CliRun Logos(params string[] arguments) => As(Said.Token, "").Run(arguments);

    public CliRun LogosWith(string input, params string[] arguments) => As(Said.Token, input).Run(arguments);

    public InProcess As(string? token, string input, int width = 100, bool onTerminal = false)
    {
        var line = new InProcess { Folder = Folder.Path, Input = System.Text.Encoding.UTF8.GetBytes(input), Width = width, OnTerminal = onTerminal };
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
        if (!_isKept)
            Folder.Dispose();
    }
}
