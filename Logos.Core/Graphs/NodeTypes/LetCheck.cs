using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>The names of a <c>rule</c> node: each a word of its own, and none in terms of itself.</summary>
internal static class LetCheck
{
    public static void Check(TypeCheck check)
    {
        if (check.With["let"] is not Template.Map let)
            return;
        foreach (var entry in let.Entries)
        {
            if (!Names.IsIdentifier(entry.Name) || Names.IsReserved(entry.Name))
                check.Report(Fault(entry, CoreCodes.BadName, $"`{entry.Name}` cannot be a name of `let`", $"call it `{Names.Mended(entry.Name)}`"));
        }

        if (LetOrder.Of(let, out var circle) is null)
        {
            var names = string.Join(" → ", circle.Append(circle[0]).Select(entry => $"`{entry.Name}`"));
            check.Report(Fault(circle[0], CoreCodes.Cycle, $"names of `let` are given in terms of each other: {names}", "one of them has to be known without the others"));
        }
    }

    private static Rules.Faults.Fault Fault(TemplateEntry entry, string code, string message, string hint) =>
        entry.Key?.Fault(code, message, hint) ?? new(code, message) { Hint = hint };
}
