using FsCheck;
using FsCheck.Fluent;
using Logos.Core.Orchestration;

namespace Logos.Core.Tests.Orchestration;

public sealed class PartitionSharesTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f", "g"];

    private static Arbitrary<ReplicaView> Views => (
        from partitions in Gen.Choose(1, 40)
        from live in Gen.SubListOf(Names)
        from owners in Gen.ListOf(Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements(Names).Select(name => (string?)name)), partitions)
        select new ReplicaView([.. live], [.. owners])).ToArbitrary();

    [Fact]
    public void Shares_are_as_even_as_can_be() => Hold(view =>
    {
        var counts = view.Live.Select(replica => PartitionShares.Of(view).Count(owner => owner == replica)).ToArray();
        return counts.Sum() == view.Owners.Count && counts.Max() - counts.Min() <= 1;
    });

    [Fact]
    public void Whoever_asks_in_whatever_order_comes_to_the_same() => Hold(view =>
        PartitionShares.Of(view).SequenceEqual(PartitionShares.Of(view with { Live = [.. view.Live.Reverse()] })));

    [Fact]
    public void What_was_shared_stays_as_it_is() => Hold(view =>
    {
        var shares = PartitionShares.Of(view);
        return PartitionShares.Of(view with { Owners = [.. shares] }).SequenceEqual(shares);
    });

    [Fact]
    public void Nobody_gives_a_partition_away_and_takes_another() => Hold(view =>
    {
        var shares = PartitionShares.Of(view);
        return view.Live.All(replica =>
        {
            var owned = view.Owners.Index().Where(p => p.Item == replica).Select(p => p.Index).ToHashSet();
            var share = shares.Index().Where(p => p.Item == replica).Select(p => p.Index).ToHashSet();
            return share.IsSubsetOf(owned) || owned.IsSubsetOf(share);
        });
    });

    [Fact]
    public void Without_replicas_nothing_is_shared() => Assert.Empty(PartitionShares.Of(new([], new string?[8])));

    [Fact]
    public void One_that_joins_gets_its_share_from_those_that_have_most()
    {
        var shares = PartitionShares.Of(new(["a", "b", "c"], ["a", "a", "a", "a", "b", "b", "b", "b"]));
        Assert.Equal([3, 3, 2], new[] { "a", "b", "c" }.Select(replica => shares.Count(owner => owner == replica)));
    }

    private static void Hold(Func<ReplicaView, bool> law) =>
        Prop.ForAll(Views, view => view.Live.Count == 0 || law(view)).QuickCheckThrowOnFailure();
}
