using Logos.Core.Executions;

namespace Logos.Core.Tests.Histories;

public sealed class HistoryTests
{
    public static TheoryData<string> Recorded => [.. Directory.GetFiles(Golden.PathTo("Histories"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Played => [.. Scenarios.All.Keys];

    /// <summary>Records what is new, and leaves alone what is there: another past needs a file that somebody has deleted.</summary>
    [Theory]
    [MemberData(nameof(Played))]
    public void Every_scenario_has_been_recorded(string name)
    {
        var file = FileOf(name);
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("LOGOS_ACCEPT") == "1")
        {
            var play = Scenarios.All[name]();
            File.WriteAllText(file, History.Record(play.Text, fusing: true, play.Events).Write());
        }

        Assert.True(File.Exists(file), $"{name} has no history. Record it with LOGOS_ACCEPT=1 ./test.sh --filter Core");
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void The_past_stays_as_it_was(string name)
    {
        var history = History.Read(File.ReadAllText(FileOf(name)));
        var state = history.Begin();
        for (var i = 0; i < history.Steps.Count; i++)
            Same(name, i, history.Steps[i], state);
    }

    /// <summary>An upgrade takes over in the middle: what it finds are rows that an older engine wrote.</summary>
    [Theory]
    [MemberData(nameof(Recorded))]
    public void From_the_rows_of_any_moment_it_goes_on_as_it_did(string name)
    {
        var history = History.Read(File.ReadAllText(FileOf(name)));
        var plan = history.Plan();
        var nodes = new Dictionary<string, NodeRow>();
        var items = new Dictionary<(string, int), ItemRow>();
        for (var taken = 1; taken < history.Steps.Count; taken++)
        {
            var last = history.Steps[taken - 1];
            foreach (var row in last.Nodes.Select(HistoryJson.Read<NodeRow>))
                nodes[row.Node] = row;
            foreach (var row in last.Items.Select(HistoryJson.Read<ItemRow>))
                items[(row.Node, row.Item)] = row;
            var state = ExecutionState.Restore(History.Execution, plan, new() { Fusing = history.Fusing }, HistoryJson.Read<ExecutionRow>(last.Row), nodes.Values, items.Values);
            for (var i = taken; i < history.Steps.Count; i++)
                Same(name, i, history.Steps[i], state);
        }
    }

    [Fact]
    public void Every_kind_of_event_and_of_decision_happens_in_some_history()
    {
        var steps = Directory.GetFiles(Golden.PathTo("Histories"), "*.json").SelectMany(file => History.Read(File.ReadAllText(file)).Steps).ToArray();
        Assert.Empty(Missing<ExecutionEvent>(steps.Select(step => step.Event)));
        Assert.Empty(Missing<Decision>(steps.SelectMany(step => step.Decisions)));
    }

    private static IEnumerable<string> Missing<T>(IEnumerable<string> told)
    {
        var seen = told.Select(text => HistoryJson.Read<T>(text)!.GetType().Name).ToHashSet();
        return typeof(T).GetNestedTypes().Where(typeof(T).IsAssignableFrom).Select(type => type.Name).Where(type => !seen.Contains(type));
    }

    private static void Same(string name, int step, HistoryStep recorded, ExecutionState state)
    {
        var now = HistoryStep.Of(state, recorded.Event);
        Assert.True(recorded.Write() == now.Write(), $"""
            {name}.json: after event {step + 1} the engine decides something else than it did. What it did stands in stores: a change of it needs a reason, and a new history beside the old one.
            It did:
            {recorded.Write()}
            It does:
            {now.Write()}
            """);
    }

    private static string FileOf(string name) => Golden.PathTo(Path.Combine("Histories", $"{name}.json"));
}
