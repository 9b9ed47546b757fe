using Logos.Core.Faults;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.NodeTypes;

internal static class GrlCheck
{
    public static void Check(TypeCheck check)
    {
        if (check.With["rules"] is Template.Literal { Value: { IsString: true } text } && text.AsString().Contains("${{", StringComparison.Ordinal))
            check.Report(check.With["rules"], CoreCodes.TemplateNotHere, "`${{` has no place in rules", "give the value as a fact, and read the fact");
    }
}
