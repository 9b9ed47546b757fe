using System.Globalization;

namespace Logos.Conformance.Documents;

public abstract partial class DocumentStoreConformance
{
    [Fact]
    public async Task Of_many_that_expect_nothing_exactly_one_writes()
    {
        for (var round = 0; round < 5; round++)
        {
            var writes = Enumerable.Range(0, 32).Select(n => To($"key{round}", $"{n}") with { Expected = 0 }).ToArray();
            var refused = await Task.WhenAll(writes.Select(w => Task.Run(() => WriteAsync(w), Guard.Token)));
            var winner = Assert.Single(writes, w => !refused.Contains(w));
            Assert.Equal(31, refused.Count(r => r is not null));
            Assert.Equal((1, $"{writes.AsSpan().IndexOf(winner)}"), ((await FindAsync($"key{round}"))!.Version, Text(await FindAsync($"key{round}"))));
        }
    }

    [Fact]
    public async Task No_change_is_lost_between_those_who_read_and_write()
    {
        const int Writers = 8, Changes = 10;
        Assert.Null(await WriteAsync(To("sum", "0")));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(CountAsync, Guard.Token))).InTime();
        await RestartAsync();
        Assert.Equal((Writers * Changes) + 1, (await FindAsync("sum"))!.Version);
        Assert.Equal($"{Writers * Changes}", Text(await FindAsync("sum")));

        async Task CountAsync()
        {
            for (var done = 0; done < Changes;)
            {
                var sum = (await FindAsync("sum"))!;
                var next = (int.Parse(Text(sum)!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
                if (await WriteAsync(To("sum", next) with { Expected = sum.Version }) is null)
                    done++;
            }
        }
    }

    [Fact]
    public async Task Batches_of_the_same_names_in_any_order_get_on()
    {
        string[] names = ["a", "b", "c", "d"];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(
            async () => Assert.Null(await WriteAsync([.. Enumerable.Range(0, 3).Select(i => To(names[(n + (n % 2 == 0 ? i : 4 - i)) % 4], $"{n}"))])), Guard.Token))).InTime();
        await RestartAsync();
        // Each batch wrote three of the four.
        Assert.Equal(120, (await ListAsync(null, 10)).Items.Sum(d => d.Version));
    }

    [Fact]
    public async Task Whoever_reads_sees_a_batch_whole()
    {
        Assert.Null(await WriteAsync(To("a", "0"), To("b", "0")));
        var reading = Task.Run(ReadAsync, Guard.Token);
        for (var n = 1; n <= 200; n++)
            Assert.Null(await WriteAsync(To("a", $"{n}"), To("b", $"{n}")));
        await reading.InTime();

        async Task ReadAsync()
        {
            string? last;
            do
            {
                var items = (await ListAsync(null, 10)).Items;
                last = Text(items[0]);
                Assert.Equal(last, Text(items[1]));
            }
            while (last != "200");
        }
    }
}
