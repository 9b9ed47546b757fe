using System.Text;
using Logos.Cli.Terminals;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>Answers nodes that wait: with what was given beforehand, or with what a person says at the terminal.</summary>
internal sealed class Conversation(EmbeddedEngine engine, Terminal terminal, RunView view, Answers answers, IReadOnlyDictionary<string, GraphPlan> plans, bool mayAsk)
{
    private readonly Dictionary<(Guid Execution, string Node), (ExecutionHead Head, NodeRow Row)> _waiting = [];
    private readonly HashSet<(Guid Execution, string Node)> _answered = [];
    private readonly HashSet<(Guid Execution, string Node, int Attempt)> _told = [];
    private ((Guid Execution, string Node) Key, Interview Interview)? _asked;
    private StreamReader? _input;
    private bool _mayAsk = mayAsk;

    /// <summary>What the person says; null when nothing is being asked.</summary>
    public Task<string?>? Reply { get; private set; }

    /// <summary>The names that nobody has an answer to.</summary>
    public IEnumerable<string> Unanswered => _waiting.Values.Select(each => each.Row.Signal!).Distinct();

    public void Hear(ExecutionChange change)
    {
        foreach (var node in change.Changes.Nodes)
        {
            var key = (change.Head.Id, node.Node);
            if (node is { Status: NodeStatus.Running, Signal: not null } && !change.Changes.Execution.Status.IsEnd())
                _waiting[key] = (change.Head, node);
            else
                _waiting.Remove(key);
            if (!_waiting.ContainsKey(key))
                _answered.Remove(key);
        }
    }

    /// <returns>True when nobody is left who could answer, and nothing else goes on.</returns>
    public async Task<bool> GoOnAsync(Guid root)
    {
        if (Reply is { IsCompleted: true })
            await TakeReplyAsync();
        foreach (var (key, (head, row)) in _waiting.ToArray())
        {
            if (_answered.Contains(key))
                continue;
            if (answers.TryTake(row.Signal!, out var answer) && Fits(head, row, answer))
                await AnswerAsync(key, head, row, answer);
            else if (_told.Add((key.Execution, key.Node, row.Attempt)))
                view.Waits(head, row, _mayAsk);
        }

        AskNext();
        return Reply is null && _waiting.Keys.Any(key => !_answered.Contains(key)) && Standstill.Reached(await engine.TreeAsync(root), plans, _answered);
    }

    private async Task AnswerAsync((Guid, string) key, ExecutionHead head, NodeRow row, Value answer)
    {
        _answered.Add(key);
        await engine.SignalAsync(head, row.Signal!, answer);
    }

    private bool Fits(ExecutionHead head, NodeRow row, Value answer)
    {
        if (!IsApproval(head, row) || ApprovalAnswer.Check(row.With, answer) is not { Count: > 0 } faults)
            return true;
        view.Say($"          the answer given for {row.Signal} does not fit: {string.Join("; ", faults.Select(fault => fault.Message))}");
        return false;
    }

    private void AskNext()
    {
        if (!_mayAsk || Reply is not null)
            return;
        foreach (var (key, (head, row)) in _waiting)
        {
            if (_answered.Contains(key) || !IsApproval(head, row))
                continue;
            var interview = _asked is { } asked && asked.Key == key ? asked.Interview : new(row.Signal!, row.With);
            _asked = (key, interview);
            terminal.Error.Write($"          {Visible.Of(interview.Prompt)}");
            terminal.Error.Flush();
            _input ??= new(terminal.Input, Encoding.UTF8);
            Reply = Task.Run(() => _input.ReadLine());
            return;
        }
    }

    private async Task TakeReplyAsync()
    {
        var said = await Reply!;
        Reply = null;
        view.Pause(isAsking: false);
        // The end of the input: nobody is there to ask.
        _mayAsk = said is not null;
        if (said is null || _asked is not var (key, interview))
            return;
        if (interview.Take(said) is { } complaint)
            view.Say($"          {complaint}");
        if (interview.Answer is not { } answer)
            return;
        _asked = null;
        if (_waiting.TryGetValue(key, out var waiting) && Fits(waiting.Head, waiting.Row, answer))
            await AnswerAsync(key, waiting.Head, waiting.Row, answer);
    }

    private bool IsApproval(ExecutionHead head, NodeRow row) => plans[head.Graph].Find(row.Node)!.Type.Name == "approval";
}
