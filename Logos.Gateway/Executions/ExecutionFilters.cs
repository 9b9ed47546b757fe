using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Executions;

/// <summary>Which executions a request means.</summary>
internal static class ExecutionFilters
{
    public static ExecutionFilter Of(Query query, string workspace) => new()
    {
        Workspace = workspace,
        Graph = query.Text("graph"),
        Status = query.OneOf<ExecutionStatus>("status", Wire.Name),
        Tag = query.Tag("tag"),
        From = query.Time("from"),
        Until = query.Time("until"),
        RootsOnly = query.Flag("roots"),
    };

    public static ExecutionFilter Of(Members members, string workspace) => new()
    {
        Workspace = workspace,
        Graph = members.Text("graph"),
        Status = Status(members),
        Tag = Tag(members),
        From = Time(members, "from"),
        Until = Time(members, "until"),
        // What it started is cancelled and tried again with it.
        RootsOnly = true,
    };

    private static ExecutionStatus? Status(Members members)
    {
        if (members.Text("status") is not { } text)
            return null;
        foreach (var status in Enum.GetValues<ExecutionStatus>())
        {
            if (Wire.Name(status) == text)
                return status;
        }

        members.Wrong("status", string.Join(", ", Enum.GetValues<ExecutionStatus>().Select(Wire.Name)));
        return null;
    }

    private static KeyValuePair<string, string>? Tag(Members members)
    {
        if (members.Text("tag") is not { } text)
            return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            return new(text[..colon], text[(colon + 1)..]);
        members.Wrong("tag", "a tag, `key:value`");
        return null;
    }

    private static DateTimeOffset? Time(Members members, string name)
    {
        if (members.Text(name) is not { } text)
            return null;
        if (Times.TryParse(text, out var at))
            return at;
        members.Wrong(name, "a time such as 2026-01-31T08:00:00Z");
        return null;
    }
}
