using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;
using Logos.Gateway.Access;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Programs;

namespace Logos.Cli.Up;

/// <summary>One server, from its options to its end.</summary>
internal sealed class UpRun(Terminal terminal, bool json)
{
    public required string Urls { get; init; }

    public required string Data { get; init; }

    public string? Graphs { get; init; }

    public bool NoAuth { get; init; }

    public string? Log { get; init; }

    public string? Format { get; init; }

    public async Task<int> RunAsync(Interruption interruption, CancellationToken cancellationToken)
    {
        if (ListenAddress.Parse(Urls, out var fault) is not { } addresses)
            return Refuse(fault!, ExitCode.WrongUsage);
        if (NoAuth && OpenDoor.Refusal(addresses) is { } open)
            return Refuse(open, ExitCode.WrongUsage);
        if (LevelChoice.Of(Log, terminal, out fault) is not { } level)
            return Refuse(fault!, ExitCode.InputAtFault);
        var settings = KnownVariable.ReadAll(EngineVariables.All, CliCodes.BadVariable.Code, terminal.Variable, out var faults);
        if (faults.Count > 0)
            return Failure.Tell(faults, "", null, json, terminal);
        if (HomeFolder.Refuse(Path.Combine(terminal.WorkingDirectory, Data), Visible.Of(Data)) is { } strange)
            return Refuse(strange, ExitCode.InputAtFault);
        if (Graphs is not null && !Directory.Exists(Path.Combine(terminal.WorkingDirectory, Graphs)))
            return Refuse(new(CliCodes.FileNotFound.Code, $"there is no folder {Visible.Of(Graphs)}") { Hint = "--graphs names a folder of graphs in YAML or JSON" }, ExitCode.InputAtFault);
        return await RunAsync(new Server(terminal)
        {
            Listen = addresses,
            Data = Data,
            Graphs = Graphs,
            NoAuth = NoAuth,
            LogLevel = level,
            LogFormat = LevelChoice.FormatOf(Format, terminal),
            Settings = settings,
        }, interruption, cancellationToken);
    }

    private async Task<int> RunAsync(Server server, Interruption interruption, CancellationToken cancellationToken)
    {
        await using (server)
        {
            try
            {
                var said = await server.StartAsync(cancellationToken);
                said.Print(terminal, json);
                if (terminal.OutputTrouble() is { } trouble && !Tell(trouble, isFirst: said.Token is not null))
                {
                    await server.StopAsync();
                    return ExitCode.RunFailed;
                }
            }
            catch (Exception e) when (StartFaults.Of(e, Visible.Of(Data)) is { } told)
            {
                return Failure.Tell(told.Faults, "", null, json, terminal, told.Code);
            }

            interruption.LastWord = () => Say(server, LeftRunning.Of(server));
            await Task.WhenAny(interruption.Asked, server.WhenBroken);
            var broken = server.WhenBroken is { IsCompleted: true } over ? await over : null;
            if (broken is null)
                Say(server, $"Stopping: running nodes have {Duration.Format(server.Grace)} to end; Ctrl-C again ends it at once.");
            await server.StopAsync();
            if (broken is null)
            {
                Say(server, "Stopped. What has not ended goes on at the next start.");
                return ExitCode.Good;
            }

            var (faults, _) = StartFaults.Of(broken, Visible.Of(Data)) ?? ([new Fault(CliCodes.Broken.Code, $"the engine could not go on: {broken.Message}")], 0);
            return Failure.Tell(faults, "", null, json, terminal, ExitCode.RunFailed);
        }
    }

    /// <returns>Whether to go on: a token that nobody has seen is shown by no later start.</returns>
    private bool Tell(string trouble, bool isFirst)
    {
        var fault = isFirst
            ? new Fault(CliCodes.UnseenToken.Code, $"the first start's admin token could not be shown, since standard output cannot be written: {trouble}") { Hint = $"the server was stopped; `logos token new admin --data {Visible.Of(Data)}` makes a token that can be read" }
            : new Fault(CliCodes.Unwritable.Code, $"standard output cannot be written: {trouble}") { Hint = "the server runs all the same; its sign-in link was not shown" };
        Failure.Show([fault], "", null, terminal);
        terminal.Error.Flush();
        return !isFirst;
    }

    // A terminal is told in words, and whoever collects logs in a line of them.
    private void Say(Server server, string text)
    {
        if (!terminal.ErrorIsTerminal && !terminal.OutputIsTerminal)
        {
            UpLog.Told(server.Logger, text);
            return;
        }

        terminal.Error.WriteLine(terminal.ErrorInk.Dim(text));
        terminal.Error.Flush();
    }

    private int Refuse(Fault fault, int code) => Failure.Tell([fault], "", null, json, terminal, code);
}
