using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>How a run ended: its outputs on standard output, and what there is to say about it.</summary>
internal static class RunResult
{
    public static int Tell(StoredExecution ended, Value results, string file, bool interrupted, Fault? gaveUp, bool json, RunView view, Terminal terminal)
    {
        var row = ended.Row;
        if (json)
        {
            JsonLine.Print(terminal.Output, to => Write(to, ended, results));
        }
        else
        {
            view.Say($"{Wire.Name(row.Status).Replace('_', ' ')} after {RunView.InWords(view.Elapsed)}");
            if (row.Status != ExecutionStatus.Completed && (gaveUp ?? (row.Error is { } error ? new Fault(error.Code, error.Message) : null)) is { } reason)
                Failure.Show([reason], file, null, terminal);
            if (row.Status == ExecutionStatus.Completed)
                terminal.Output.WriteLine(ValueJson.Write(results, indented: true).ReplaceLineEndings("\n"));
        }

        return row.Status == ExecutionStatus.Completed ? ExitCode.Good : interrupted ? ExitCode.Interrupted : ExitCode.RunFailed;
    }

    private static void Write(Utf8JsonWriter to, StoredExecution ended, Value results)
    {
        to.WriteString("execution_id", ended.Head.Id);
        to.WriteString("status", Wire.Name(ended.Row.Status));
        to.WritePropertyName("results");
        ValueJson.Write(to, results);
        Write(to, ended.Row.Error);
        to.WriteStartArray("nodes");
        foreach (var node in ended.Nodes)
        {
            to.WriteStartObject();
            to.WriteString("node", node.Node);
            to.WriteString("status", Wire.Name(node.Status));
            to.WriteNumber("attempt", node.Attempt);
            if (node is { StartedAt: { } from, EndedAt: { } until })
                to.WriteNumber("duration_ms", Math.Round((until - from).TotalMilliseconds, 3));
            else
                to.WriteNull("duration_ms");
            to.WriteBoolean("cached", node.Cached);
            to.WriteString("skipped_because", node.SkippedBecause);
            to.WritePropertyName("input");
            ValueJson.Write(to, node.Input is { IsInline: true } input ? input.Read() : node.With);
            Write(to, node.Error);
            to.WriteEndObject();
        }

        to.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter to, Core.Work.Failure? error)
    {
        if (error is null)
        {
            to.WriteNull("error");
            return;
        }

        to.WriteStartObject("error");
        to.WriteString("code", error.Code);
        to.WriteString("message", error.Message);
        to.WriteEndObject();
    }
}
