using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.Embedded;

internal static class Submissions
{
    public static Submission Of(int partition = 0, string graph = "one", DateTimeOffset? at = null)
    {
        var created = at ?? TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(created);
        return new(
            new()
            {
                Id = id,
                Root = id,
                Partition = partition,
                Workspace = "default",
                Graph = graph,
                GraphVersion = 1,
                Inputs = Payload.Of(ValueJson.Parse("{\"n\": 1}")),
                CreatedAt = created,
            },
            null,
            []);
    }
}
