using Logos.Rules.Faults;

namespace Logos.Orchestrator.Faults;

/// <summary>What can be wrong with an engine inside somebody's process, and with what it is asked for.</summary>
public static class HostCodes
{
    public const string BadSetting = "LGS6001";
    public const string BadGraph = "LGS6002";
    public const string NoSuchGraph = "LGS6003";
    public const string GraphTwice = "LGS6004";
    public const string NotRunnable = "LGS6005";
    public const string NotRunning = "LGS6006";
    public const string GraphCircle = "LGS6007";

    public const string NoStub = "LGS6010";
    public const string TestStuck = "LGS6011";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(BadSetting, "A setting of the engine is wrong", "The message carries the setting's whole name, its value, and what is allowed. In an environment variable the `:` of a name is written `__`."),
        new(BadGraph, "A graph of the host has faults", "The host does not start with it: the message tells all its faults, as `logos validate` does."),
        new(NoSuchGraph, "The host has no such graph", "Graphs come from the folder `Logos:Engine:Graphs` and from `AddLogosGraph`; one goes by the `name` in it, and not by its file's."),
        new(GraphTwice, "Two graphs have the same name", "One of them would hide the other. Give one another `name`."),
        new(NotRunnable, "Nothing here runs the node's type", "Register a handler for it with `AddLogosNode`, or take the node out: otherwise every execution of the graph would fail at it."),
        new(NotRunning, "The engine is not running", "It starts and stops with its host. What was submitted before it stopped goes on when it starts again."),
        new(GraphCircle, "Graphs of the host start each other in a circle", "Each would start the next without an end. The message names them in their order; what repeats is a `loop` node with another graph."),

        new(NoStub, "A test has no stub for a node that reaches outside", "Say what the node yields: `Stub(\"node\", …)` in C#, `stubs:` in a test file. Nodes of type `rule`, `grl` and `assert`, and your own, do their work."),
        new(TestStuck, "A handler keeps a test from going on", "The clock of a test jumps over waits; what is waited for in real time is waited for. Stub what the handler calls, or raise `Patience`."),
    ];
}
