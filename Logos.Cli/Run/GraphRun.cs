using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Faults;
using Logos.Rules.Values;
using GivenSecrets = Logos.Core.Work.GivenSecrets;

namespace Logos.Cli.Run;

/// <summary>One run of a graph, from its file to its exit code.</summary>
internal sealed class GraphRun(Terminal terminal, bool json)
{
    public required string File { get; init; }

    public required IReadOnlyList<string> Inputs { get; init; }

    public string? InputsFile { get; init; }

    public required IReadOnlyList<string> Signals { get; init; }

    public string? Keep { get; init; }

    public TimeSpan? Within { get; init; }

    private Fault? _gaveUp;

    private string Name => InputFile.NameOf(File);

    public async Task<int> RunAsync()
    {
        var family = new GraphFamily(terminal, json);
        if (family.Load(File) is { } refused)
            return refused;
        if (GivenInputs.Read(family.Root.Definition, InputsFile, Inputs, terminal, out var faults) is not { } inputs)
            return Refuse(faults);
        if (Answers.Read(Signals, family.Plans.Values, out faults) is not { } answers)
            return Refuse(faults);
        using var folder = RunFolder.Open(Keep, terminal, out var fault);
        if (folder is null)
            return Refuse([fault!]);
        try
        {
            return await RunAsync(family, inputs, answers, folder.Path);
        }
        catch (EngineFailedException e)
        {
            return Failure.Tell([e.Fault], Name, null, json, terminal, ExitCode.RunFailed);
        }
    }

    private async Task<int> RunAsync(GraphFamily family, ValueMap inputs, Answers answers, string folder)
    {
        using var interruption = new Interruption();
        IReadOnlyList<ExecutionSummary> unfinished = [];
        await using var engine = EmbeddedEngine.Start(new() { Folder = folder, Graphs = family.Plans, Secrets = new GivenSecrets(family.Secrets()), Connections = new(family.Connections()), Clock = terminal.Clock, Unfinished = found => unfinished = found });
        var view = new RunView(terminal, family.Plans, quiet: json);
        foreach (var line in await Unfinished.TellAsync(unfinished, engine))
            view.Say(line);
        view.Expect(family.Root);
        var mayAsk = terminal.InputIsTerminal && terminal.ErrorIsTerminal && !json && File != InputFile.Stdin && InputsFile != InputFile.Stdin;
        var conversation = new Conversation(engine, terminal, view, answers, family.Plans, mayAsk);
        using var watch = await engine.SubmitAsync(family.Root.Definition.Name, inputs, Within);
        var interrupted = await FollowAsync(engine, watch, view, conversation, interruption);
        var tree = await engine.TreeAsync(watch.Head.Id);
        var ended = tree.First(execution => execution.Head.Id == watch.Head.Id);
        var results = ended.Row.Results is { } recorded ? await engine.ReadAsync(recorded) : Value.Null;
        return RunResult.Tell(ended, results, Name, interrupted, _gaveUp, json, view, terminal);
    }

    /// <returns>True when somebody asked for the end.</returns>
    private async Task<bool> FollowAsync(EmbeddedEngine engine, ExecutionWatch watch, RunView view, Conversation conversation, Interruption interruption)
    {
        var (interrupted, ends) = (false, false);
        using var over = new CancellationTokenSource();
        var tick = Tick(view, over.Token);
        Task<bool>? more = null;
        while (true)
        {
            more ??= watch.Changes.WaitToReadAsync().AsTask();
            await Task.WhenAny([more, .. interrupted ? [] : new[] { interruption.Asked }, .. conversation.Reply is { } reply ? new[] { reply } : [], tick]);
            if (tick.IsCompleted)
            {
                view.Refresh();
                tick = Tick(view, over.Token);
            }

            if (!interrupted && interruption.Asked.IsCompleted)
            {
                (interrupted, ends) = (true, true);
                view.Say("interrupted: the execution is being cancelled; once more ends logos at once");
                await engine.CancelAsync(watch.Head, "interrupted");
            }

            if (more.IsCompleted)
            {
                if (!await more)
                {
                    view.Close();
                    await over.CancelAsync();
                    return interrupted;
                }

                more = null;
            }

            while (watch.Changes.TryRead(out var change))
            {
                foreach (var each in change.HasGap ? (await engine.TreeAsync(watch.Head.Id)).Select(ExecutionChange.Of) : [change])
                {
                    view.Tell(each);
                    conversation.Hear(each);
                }
            }

            if (ends || !await conversation.GoOnAsync(watch.Head.Id))
                continue;
            ends = true;
            await GiveUpAsync(engine, watch.Head, conversation);
        }
    }

    // Ten times a second is often enough for a time that counts up, and seldom enough for a calm picture.
    private Task Tick(RunView view, CancellationToken over) =>
        Task.Delay(view.IsLive ? TimeSpan.FromMilliseconds(100) : Timeout.InfiniteTimeSpan, terminal.Clock, over);

    private async Task GiveUpAsync(EmbeddedEngine engine, ExecutionHead head, Conversation conversation)
    {
        var names = string.Join(", ", conversation.Unanswered.Select(name => $"`{name}`"));
        var reason = $"nobody can answer what is waited for: {names}";
        _gaveUp = new(CliCodes.NoAnswer.Code, reason) { Hint = "give the answer with --signal NAME=JSON, or run on a terminal" };
        await engine.CancelAsync(head, reason);
    }

    private int Refuse(IReadOnlyList<Fault> faults) => Failure.Tell(faults, Name, null, json, terminal);
}
