using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>What may be answered to an approval, and by whom, as the node was given it.</summary>
public static class ApprovalAnswer
{
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    private const string RolePrefix = "role:";

    /// <param name="with">What the node was given.</param>
    /// <param name="caller">Null where nobody stands between the answer and the engine: who runs it may answer.</param>
    public static bool MayAnswer(Value with, Caller? caller) =>
        caller is null || caller.Roles.Contains(Caller.EveryRole) || with["approvers"] is not { IsList: true } approvers || approvers.AsList().Count == 0 || approvers.AsList().Any(approver => IsMeant(approver, caller));

    /// <returns>Everything that is wrong with it.</returns>
    public static IReadOnlyList<Fault> Check(Value with, Value answer)
    {
        if (answer["decision"] is not { IsString: true } decision || decision.AsString() is not (Approved or Rejected))
            return [new(ExecutionCodes.BadAnswer, "the answer needs a decision, `approved` or `rejected`") { Path = "decision" }];
        if (Form(with, out _) is not { } schema)
            return [];
        // Who says no need not fill the form in; what is filled in has to fit all the same.
        if (decision == Rejected && answer["form"].IsNull)
            return [];
        var faults = new FaultList();
        var form = answer["form"].IsNull && schema.Types.Contains(SchemaType.Object) ? ValueMap.Empty : answer["form"];
        SchemaCheck.Check(Template.Of(form), schema, faults, SourcePath.Root.Member("form"));
        return faults.InOrder();
    }

    /// <returns>What the form has to be; null when it may be anything, or, with a complaint, when its description is no schema.</returns>
    public static Schema? Form(Value with, out string? complaint)
    {
        complaint = null;
        return with["form"].IsNull ? null : SchemaJson.Read(with["form"], out complaint);
    }

    /// <summary>What the node yields.</summary>
    internal static Value Output(Value answer, Caller? caller, DateTimeOffset at) => ValueMap.From(
    [
        new("decision", answer["decision"]),
        new("form", answer["form"]),
        new("by", caller is null ? answer["by"] : caller.Name),
        new("at", at.UtcDateTime.ToString("O")),
    ]);

    private static bool IsMeant(Value approver, Caller caller)
    {
        var name = approver.ToText();
        return name.StartsWith(RolePrefix, StringComparison.Ordinal) ? caller.Roles.Contains(name[RolePrefix.Length..]) : name == caller.Name;
    }
}

/// <summary>Who sent a command.</summary>
public sealed record Caller(string Name, IReadOnlyList<string> Roles)
{
    /// <summary>Whoever has it may answer for everybody: for a host that asks nobody who they are.</summary>
    public const string EveryRole = "*";

    public bool Equals(Caller? other) => other is not null && Name == other.Name && Roles.SequenceEqual(other.Roles);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
