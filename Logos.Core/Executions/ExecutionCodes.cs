using Logos.Rules.Faults;

namespace Logos.Core.Executions;

/// <summary>Why executions and their nodes fail, and why commands are refused.</summary>
public static class ExecutionCodes
{
    public const string Poison = "LGS3001";
    public const string DeadlinePassed = "LGS3002";
    public const string WaitTimedOut = "LGS3003";
    public const string NodeTimedOut = "LGS3004";
    public const string LoopBound = "LGS3005";
    public const string ItemsFailed = "LGS3006";
    public const string ChildFailed = "LGS3007";
    public const string BadTime = "LGS3008";
    public const string NotAList = "LGS3009";
    public const string NoSuchGraph = "LGS3016";
    public const string BadInputs = "LGS3017";
    public const string BadAnswer = "LGS3020";
    public const string NotAllowed = "LGS3021";
    public const string NotAsked = "LGS3022";
    public const string BadForm = "LGS3023";
    public const string SignalTooLarge = "LGS3030";
    public const string ControlTooLarge = "LGS3031";
    public const string ValueTooLarge = "LGS3032";
    public const string ValueGone = "LGS3033";
    public const string TooManyItems = "LGS3034";
    public const string TooDeep = "LGS3035";
    public const string GivenTooMuch = "LGS3036";
    public const string Overgrown = "LGS3037";
    public const string TooManyOpen = "LGS3040";
    public const string NotEnded = "LGS3024";
    public const string NoSuchNode = "LGS3025";
    public const string IsChild = "LGS3026";
    public const string NoPlan = "LGS3018";
    public const string HasEnded = "LGS3010";
    public const string IsEnding = "LGS3011";
    public const string NotFailed = "LGS3012";
    public const string WasCompensated = "LGS3013";
    public const string TooManySignals = "LGS3014";
    public const string AlreadyDecided = "LGS3015";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(Poison, "A task took its workers down", "The node failed because its worker fell silent again and again while it ran, the last times with nothing else beside it. Look at the task in `node.dead` and at the worker's memory; then retry the execution."),
        new(DeadlinePassed, "The execution took longer than its deadline", "Give it a later deadline, or find the slow node in its timeline."),
        new(WaitTimedOut, "What was waited for did not come in time", "The signal or the approval did not arrive within the time that the node gives it. Send it earlier, or raise `within`."),
        new(NodeTimedOut, "A node took longer than its timeout", "Raise the node's `timeout`, or find out what it waits for."),
        new(LoopBound, "A loop did not come to its end", "Its `until` was still false after `max` rounds. Raise `max`, or mend the condition."),
        new(ItemsFailed, "An item of a foreach failed", "The message names the item and its failure. With `on_error: continue` the others go on and the failed ones are null."),
        new(ChildFailed, "A graph that a node started ended badly", "Look at the child's own timeline; its id stands with the node."),
        new(BadTime, "That is no time to wait for", "Write a duration such as `90s` or `2h`, or a time such as `2026-01-31T08:00:00Z`."),
        new(NotAList, "A foreach was given something that is no list", "Its `items` has to be a list; null counts as an empty one."),
        new(NoSuchGraph, "A node starts a graph that is not there", "Submit the graph that it names, or mend the name. What is running keeps the versions it began with."),
        new(BadInputs, "A node starts a graph with inputs that it does not take", "The message says which input, and what is wrong with it. Mend the node's `inputs`, or the other graph's."),
        new(BadAnswer, "That is no answer to the approval", "It needs `decision`, `approved` or `rejected`, and a `form` as the node describes it. The message tells everything that is wrong."),
        new(NotAllowed, "Somebody else has to decide", "The node's `approvers` name who may answer. Ask one of them, or mend the definition."),
        new(NotAsked, "The approval has not been asked yet", "What it takes, or who may answer, is worked out when it begins to wait. Answer then."),
        new(BadForm, "The form of an approval is no schema", "Its `form` takes a JSON schema of what the answer carries, such as `{ type: object, properties: { reason: { type: string } } }`."),
        new(NotEnded, "The execution has not ended", "Only what has ended can be run again or forked. Wait for its end, or cancel it."),
        new(NoSuchNode, "The graph has no such node", "Name a node of the version of the graph that the execution ran."),
        new(IsChild, "Another execution started it", "It is run again with the one that it belongs to; the message names it."),
        new(NoPlan, "The graph of an execution is not there", "Its version is not in the store, or uses a node type that this process does not know. The execution is left as it is, and the others go on; bring the graph or the type back and start again."),
        new(HasEnded, "The execution has ended", "Nothing can be sent to it any more. Run it again, or fork it from a node."),
        new(IsEnding, "The execution is ending", "It was cancelled, has failed or timed out, and finishes what is still running. Wait for its end."),
        new(NotFailed, "There is nothing to try again", "Only an execution that failed, timed out or was cancelled can be tried again."),
        new(WasCompensated, "What it did has been undone", "Its compensation has begun, so what succeeded no longer stands. Run it again instead."),
        new(TooManySignals, "Too many signals wait", "An execution keeps up to 1,000 signals that no node has taken, and 4 MiB of them, unless a host sets other limits. Send fewer, or let a node wait for them."),
        new(SignalTooLarge, "The signal carries too much", "A signal may carry 64 KiB, and its name may have 1,024 characters. Keep what is larger elsewhere, and send where it is."),
        new(ControlTooLarge, "Conditions read too much", "What conditions read of one value is at hand wherever the execution is decided about, and may have 64 KiB. Compute what they need in a `rule` node, and read that."),
        new(ValueTooLarge, "A value is too large to be recorded", "A value may have 64 MiB and be nested 256 levels deep: the list of a foreach with all its items, and all outputs of a graph together, too. Yield less, or keep it outside and yield where it is."),
        new(ValueGone, "A value that was recorded cannot be read", "It is kept by reference, and the place that keeps it did not give it. Look at the blob store, then retry the execution."),
        new(TooManyItems, "A foreach has too many items", "It may have 100,000. Let each item be a part of the list, such as a thousand at a time, and go through it in a `subgraph`."),
        new(TooDeep, "Graphs start each other too deep", "Below the execution that a caller started stand up to 32 levels, unless a host sets another limit. A graph that starts itself, or a circle of graphs, would go on without end: what repeats is a `loop` node."),
        new(GivenTooMuch, "A node is given more than it may be", "What a `wait`, an `approval`, a `subgraph` or a `loop` is given, without the inputs of the graph that it starts, stands in its row and may have 64 KiB. Show a part, or where the whole is."),
        new(Overgrown, "An execution changed too much at once", "What changes in an execution and all that it started is recorded together, and may have 32 MiB. Let fewer items run at once, or yield less: what is larger than 64 KiB is kept outside the record."),
        new(TooManyOpen, "Too many executions that belong together are open", "An execution and all that it started, at any level, may have 10,000 open at once unless a host sets `MaxOpen`. Let fewer items of a `foreach` over graphs run at once with `concurrency`: it counts for each level, so that 100 within 100 are too many."),
        new(AlreadyDecided, "The approval has been decided", "The first decision counts. The execution's timeline tells who made it."),
    ];
}
