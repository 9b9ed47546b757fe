using Logos.Cli.Output;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Cli.Grl;

/// <summary>An explanation for a reader: the firings in order, then every rule and why it did not fire.</summary>
internal static class TraceText
{
    private const int LongestValue = 60;

    public static void Write(TextWriter to, Ink ink, Trace trace)
    {
        to.WriteLine();
        if (trace.Firings.Count > 0)
            Firings(to, ink, trace);
        Rules(to, ink, trace);
    }

    private static void Firings(TextWriter to, Ink ink, Trace trace)
    {
        to.WriteLine(ink.Bold("Firings"));
        var last = 0;
        foreach (var firing in trace.Firings)
        {
            if (firing.Number > last + 1)
                to.WriteLine($"      ... {Counted.Of(firing.Number - last - 1, "more firing")}");
            last = firing.Number;
            to.WriteLine($"{firing.Number,4}  {ink.Green(Visible.Of(firing.Rule))}");
            foreach (var read in firing.Reads)
                to.WriteLine($"        {ink.Dim("read")}   {Visible.Of(read.Path)} = {Short(read.Value)}");
            More(to, ink, "read", firing.MoreReads);
            foreach (var write in firing.Writes)
                to.WriteLine($"        {ink.Dim("wrote")}  {Visible.Of(write.Path)}{Change(write)}");
            More(to, ink, "wrote", firing.MoreWrites);
        }

        to.WriteLine();
    }

    private static void Rules(TextWriter to, Ink ink, Trace trace)
    {
        to.WriteLine(ink.Bold("Rules"));
        var column = trace.Rules.Count == 0 ? 0 : Math.Min(40, trace.Rules.Max(rule => DisplayWidth.Of(rule.Rule)));
        foreach (var rule in trace.Rules)
        {
            var name = Visible.Of(rule.Rule);
            var gap = new string(' ', Math.Max(0, column - DisplayWidth.Of(name)));
            var fired = rule.Fired > 0 ? ink.Green(Fired(rule.Fired)) : ink.Yellow("did not fire");
            to.WriteLine($"  {name}{gap}  {fired}{(rule.WhyNot is { } why ? $": {Visible.Of(why)}" : "")}");
        }
    }

    private static void More(TextWriter to, Ink ink, string verb, int count)
    {
        if (count > 0)
            to.WriteLine($"        {ink.Dim(verb)}{new string(' ', 7 - verb.Length)}... {count} more");
    }

    private static string Fired(int times) => times == 1 ? "fired once" : $"fired {times} times";

    private static string Change(FactTrace write) => write.Removed
        ? " is retracted"
        : $" = {Short(write.Value)}{(write.Before is { IsNull: false } before ? $" (was {Short(before)})" : "")}";

    private static string Short(Value value)
    {
        var text = Visible.Of(value.ToJson());
        return text.Length <= LongestValue ? text : text[..LongestValue] + "...";
    }
}
