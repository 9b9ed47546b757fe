using System.Globalization;
using System.Runtime.InteropServices;
using Logos.Core.Orchestration;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Limits;

/// <summary>
/// How many executions may be under way. Held against the store's count and those that are just being inserted: rather one too few than one too many.
/// Below half of a large limit the store is asked once a second, and what was let in here since is added. Small limits are exact: it is asked each time.
/// </summary>
internal sealed class Admission(IOptions<GatewayOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountHolds = TimeSpan.FromSeconds(1);

    /// <summary>From here on it counts for nothing what others let in within a second.</summary>
    private const int Large = 5_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Workspace, string? Graph), int> _entering = [];
    private readonly Dictionary<string, long> _entered = [];
    private readonly Dictionary<string, Counted> _counted = [];

    /// <param name="leavesRoom">Takes no more than half of everything: for what is started in bulk and in no hurry.</param>
    /// <returns>Why there is no room; else the room, which is given back when the execution is inserted, or is not.</returns>
    public async ValueTask<(Room Room, Problem? Refused)> EnterAsync(EngineAccess engine, string workspace, string graph, CancellationToken cancellationToken, bool leavesRoom = false)
    {
        var room = new Room(this, workspace, options.Value.MaxInFlightOf.ContainsKey(graph) ? graph : null);
        var (others, othersOfGraph) = Change(room, 1);
        var refused = await RefusalAsync(engine, room, others, othersOfGraph, leavesRoom ? 2 : 1, cancellationToken);
        if (refused is null)
            return (room, null);
        room.Dispose();
        return (default, refused);
    }

    /// <summary>Inserts an execution if there is room for it.</summary>
    /// <returns>Not inserted and not refused: what was to be written beside it did not hold.</returns>
    public async ValueTask<(bool IsInserted, Problem? Refused)> SubmitAsync(EngineAccess engine, Submission submission, CancellationToken cancellationToken)
    {
        var (room, refused) = await EnterAsync(engine, submission.Head.Workspace, submission.Head.Graph, cancellationToken);
        using (room)
        {
            // Not given up with the request: whether it is there would be unknown.
            return refused is not null ? (false, refused) : (await engine.Client.SubmitAsync(submission, CancellationToken.None) is null, null);
        }
    }

    private async ValueTask<Problem?> RefusalAsync(EngineAccess engine, Room room, int others, int othersOfGraph, int part, CancellationToken cancellationToken)
    {
        var given = options.Value;
        if (!HasRoom(room.Workspace, Math.Min(Part(given.MaxInFlight, part), Part(given.MaxQueued, part))))
        {
            var all = await CountAsync(engine, room.Workspace, cancellationToken);
            if (all.Count + others >= Part(given.MaxInFlight, part))
                return Full(ApiCodes.TooManyInFlight, $"{given.MaxInFlight:N0} executions are under way, and no more may be", "wait until some have ended, or cancel some");
            if (all.Pending + others >= Part(given.MaxQueued, part))
                return Full(ApiCodes.QueueFull, $"{given.MaxQueued:N0} executions wait to begin, and no more may", "send more slowly");
        }

        if (room.Graph is not { } graph || (await engine.Executions.CountOpenAsync(room.Workspace, graph, cancellationToken)).Count + othersOfGraph < Part(given.MaxInFlightOf[graph], part))
            return null;
        return Full(ApiCodes.GraphFull, $"{given.MaxInFlightOf[graph]:N0} executions of `{graph}` are under way, and no more may be", "wait until one has ended");
    }

    /// <returns>Whether there certainly is, without asking the store.</returns>
    private bool HasRoom(string workspace, int limit)
    {
        if (limit < Large)
            return false;
        lock (_gate)
        {
            return _counted.TryGetValue(workspace, out var counted) && clock.GetElapsedTime(counted.At) <= CountHolds
                && counted.Open + _entered[workspace] - counted.Entered < limit / 2;
        }
    }

    private async ValueTask<OpenExecutions> CountAsync(EngineAccess engine, string workspace, CancellationToken cancellationToken)
    {
        Counted counted;
        // Those that are just being inserted may be in the store's answer or not: they count as entered since.
        lock (_gate)
            counted = new(0, _entered[workspace] - _entering[(workspace, null)], clock.GetTimestamp());
        var open = await engine.Executions.CountOpenAsync(workspace, null, cancellationToken);
        lock (_gate)
        {
            if (!_counted.TryGetValue(workspace, out var known) || known.At < counted.At)
                _counted[workspace] = counted with { Open = open.Count };
        }

        return open;
    }

    /// <returns>How many others there are.</returns>
    private (int Workspace, int Graph) Change(Room room, int by)
    {
        lock (_gate)
        {
            if (by > 0)
                _entered[room.Workspace] = _entered.GetValueOrDefault(room.Workspace) + by;
            return (Change((room.Workspace, null), by), room.Graph is { } graph ? Change((room.Workspace, graph), by) : 0);
        }
    }

    private int Change((string Workspace, string? Graph) key, int by)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_entering, key, out _);
        count += by;
        var others = count - 1;
        if (count == 0)
            _entering.Remove(key);
        return others;
    }

    private static int Part(int limit, int part) => (int)(((long)limit + part - 1) / part);

    private static Problem Full(string code, FormattableString message, string hint) => new(429, code, message.ToString(CultureInfo.InvariantCulture)) { Hint = hint, RetryAfter = Soon };

    /// <param name="Open">What was open at a time.</param>
    /// <param name="Entered">How many had been let in before, ever.</param>
    private readonly record struct Counted(int Open, long Entered, long At);

    internal readonly struct Room(Admission? admission, string workspace, string? graph) : IDisposable
    {
        public string Workspace => workspace;

        /// <summary>Null where it has no limit of its own.</summary>
        public string? Graph => graph;

        public void Dispose() => admission?.Change(this, -1);
    }
}
