using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Grl;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>The rules of a <c>grl</c> node, with what is wrong in them told at its place in the definition.</summary>
internal static class GrlCheck
{
    public static void Check(TypeCheck check)
    {
        // Rules that are still a file's name have been reported, and are no rules.
        if (check.Text("rules") is not { } text || text.StartsWith(FileInliner.Prefix, StringComparison.Ordinal))
            return;
        if (text.Contains("${{", StringComparison.Ordinal))
        {
            check.Report(check.With["rules"], CoreCodes.TemplateNotHere, "`${{` has no place in rules", "give the value as a fact, and read the fact");
            return;
        }

        RuleSet.Parse(text, out var faults);
        foreach (var fault in faults)
            check.Report(check.With["rules"]!.Source is SourceNode.Scalar scalar ? Formula.Fault(scalar, 0, fault) : fault);
    }
}
