using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>What a type's own check gets: the node's <c>with</c>, and where to put what is wrong with it.</summary>
internal sealed class TypeCheck(Template.Map with, SourceNode? at, FaultList faults)
{
    public Template.Map With { get; } = with;

    public string? Text(string name) => With[name] is Template.Literal { Value: { IsString: true } value } ? value.AsString() : null;

    public void Report(string code, string message, string? hint = null) => Report(at, code, message, hint);

    public void Report(Template? where, string code, string message, string? hint = null) => Report(where?.Source ?? at, code, message, hint);

    public void Report(Fault fault) => faults.Add(fault);

    private void Report(SourceNode? where, string code, string message, string? hint) =>
        faults.Add(where?.Fault(code, message, hint) ?? new(code, message) { Hint = hint });
}
