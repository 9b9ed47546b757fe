using Logos.Adapters.RabbitMq;
using Logos.Core.Messages;

namespace Logos.Adapters.Tests.RabbitMq;

public sealed class LinkTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Fact]
    public void Pauses_grow_to_a_bound_and_are_never_the_same_for_two_processes()
    {
        var (one, other) = (new Random(1), new Random(2));
        var full = TimeSpan.FromMilliseconds(100);
        for (var failures = 0; failures < 100; failures++)
        {
            var (first, second) = (Link.Pause(failures, Longest, one), Link.Pause(failures, Longest, other));
            Assert.InRange(first, full / 2, full);
            Assert.InRange(second, full / 2, full);
            Assert.NotEqual(first, second);
            full = full * 2 < Longest ? full * 2 : Longest;
        }

        Assert.Equal(Longest, full);
    }

    [Fact]
    public async Task What_is_confirmed_together_is_answered_together_and_what_is_left_fails_with_the_connection()
    {
        var sent = new Unconfirmed();
        var (first, second, third) = (new Batch(2, 1), new Batch(1, 2), new Batch(2, 3));
        foreach (var batch in new[] { first, first, second, third, third })
            sent.Add(batch);
        Assert.Equal(1, sent.Answer(2, andAllBefore: false, batch => batch.Confirm()));
        Assert.False(first.Done.IsCompleted);
        Assert.Equal(1, sent.OldestSentAt);
        // 1 and 3 are left up to there; 2 was answered before.
        Assert.Equal(2, sent.Answer(3, andAllBefore: true, batch => batch.Confirm()));
        await first.Done;
        await second.Done;
        Assert.Equal(0, sent.Answer(3, andAllBefore: true, batch => batch.Confirm()));
        Assert.Equal(3, sent.OldestSentAt);
        Assert.Equal(1, sent.Answer(4, andAllBefore: false, batch => batch.Confirm()));
        sent.End(new BrokerUnavailableException("gone"));
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => third.Done);
        Assert.Throws<BrokerUnavailableException>(() => sent.Add(new(1, 4)));
        Assert.Null(sent.OldestSentAt);
    }
}
