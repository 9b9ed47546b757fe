using System.Text.RegularExpressions;
using Logos.Core.Executions;

namespace Logos.Core.Tests.Executions;

public sealed partial class TransitionTests
{
    [Fact]
    public void The_diagram_of_the_documentation_is_the_table_that_the_engine_obeys()
    {
        const string Page = "../../docs/engine.md";
        Golden.Verify(Page, Diagram().Replace(Golden.Read(Page), $"```mermaid\n{Transitions.Mermaid()}```"));
    }

    [GeneratedRegex("```mermaid\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Diagram();
}
