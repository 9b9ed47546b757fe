using Logos.Simulation.Schedules;

namespace Logos.Simulation.Tests;

/// <summary>The proof of the proof: an engine with a mistake in it does not get through.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Seeds = 4000;

    [Fact]
    public void An_owner_that_acknowledges_before_it_commits_is_found_out() => IsFound(s => s with { FaultyBroker = (broker, _) => new EarlyInboxAck(broker) });

    [Fact]
    public void A_worker_that_acknowledges_before_it_works_is_found_out() => IsFound(s => s with { FaultyBroker = (broker, _) => new EarlyTaskAck(broker) });

    [Fact]
    public void An_owner_that_publishes_before_it_has_committed_is_found_out() => IsFound(s => s with { FaultyStore = (store, _) => new EarlyCommit(store) });

    [Fact]
    public void A_store_that_lets_stale_owners_commit_is_found_out() => IsFound(s => s with { IgnoresFencing = true, Embedded = false });

    [Fact]
    public void A_new_owner_that_publishes_nothing_again_is_found_out() => IsFound(s => s with { FaultyStore = (store, _) => new NothingToPublish(store) });

    [Fact]
    public void An_owner_that_takes_any_result_for_that_of_the_attempt_that_runs_is_found_out() => IsFound(s => s with { FaultyBroker = (broker, schedule) => new AnyAttempt(broker, schedule) });

    [Fact]
    public void An_owner_that_does_not_hear_of_a_lost_broker_is_found_out() => IsFound(s => s with { FaultyBroker = (broker, _) => new DeafToLoss(broker), Embedded = false });

    [Fact]
    public void Who_does_not_wait_for_confirms_is_found_out() => IsFound(s => s with { FaultyBroker = (broker, schedule) => new Unconfirmed(broker, schedule) });

    [Fact]
    public void An_owner_that_takes_for_published_what_is_committed_is_found_out() => IsFound(s => s with { FaultyStore = (store, _) => new CommittedIsPublished(store), Embedded = false });

    [Fact]
    public void An_embedded_store_that_records_what_comes_under_an_old_lease_is_found_out() => IsFound(s => s with { FaultyJournal = (store, _) => new AnyLease(store), Embedded = true });

    [Fact]
    public void An_embedded_store_that_loses_rows_of_what_changes_after_its_end_is_found_out() => IsFound(s => s with { FaultyJournal = (store, schedule) => new LateRowsLost(store, schedule), Embedded = true });

    private void IsFound(Func<ScheduleOptions, ScheduleOptions> with)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var result = Schedule.Run(with(new(seed)));
            if (result.IsGood)
                continue;
            Assert.DoesNotContain("thread pool", result.Broken, StringComparison.Ordinal);
            output.WriteLine($"Seed {seed}: {result.Broken}");
            return;
        }

        Assert.Fail($"{Seeds} schedules saw nothing wrong in it.");
    }
}
