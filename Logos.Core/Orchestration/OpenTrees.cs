namespace Logos.Core.Orchestration;

/// <summary>How many executions of each tree have begun and not ended: counted as they change, so that asking costs nothing.</summary>
internal sealed class OpenTrees
{
    private readonly Dictionary<Guid, int> _counts = [];

    public int Of(Guid root) => _counts.GetValueOrDefault(root);

    public void Add(Guid root) => Change(root, 1);

    public void Change(Guid root, int by)
    {
        var count = Of(root) + by;
        if (count == 0)
            _counts.Remove(root);
        else
            _counts[root] = count;
    }
}
