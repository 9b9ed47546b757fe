using System.Diagnostics;
using System.Text;
using Logos.Core.Documents;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>A process of its own, whose memory nothing else uses: prints what many documents cost.</summary>
internal static class DocumentProcess
{
    public const int Each = 100_000;

    private const int Writers = 64;

    // As long as what an audit row and the answer to an idempotency key say.
    private static readonly byte[] Row = Encoding.UTF8.GetBytes($"{{\"text\": \"{new string('x', 238)}\"}}");
    private static readonly byte[] Key = Encoding.UTF8.GetBytes($"{{\"execution\": \"{new string('x', 50)}\"}}");

    public static async Task<int> Run()
    {
        var clock = TimeProvider.System;
        await using var folder = new StoreFolder(journal: new());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        string[] names = [.. Enumerable.Range(0, Each).Select(_ => Guid.CreateVersion7(clock.GetUtcNow()).ToString())];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var n = writer; n < Each; n += Writers)
            {
                await WriteAsync(new("acme", "audit", names[n], Row) { Expected = 0 });
                await WriteAsync(new("acme", "idempotency", names[n], Key) { Expected = 0, ExpiresAt = clock.GetUtcNow().AddDays(1) });
            }
        }));
        Tell("write");
        foreach (var name in names)
            Check(await folder.Store.Documents.FindAsync("acme", "idempotency", name, CancellationToken.None) is not null);
        Tell("find");
        var (seen, after) = (0, default(string));
        do
        {
            var page = await folder.Store.Documents.ListAsync("acme", "audit", after, 1000, true, CancellationToken.None);
            (seen, after) = (seen + page.Items.Count, page.Next);
        }
        while (after is not null);
        Check(seen == Each);
        Tell("list");
        await folder.Store.CompactAsync();
        Tell("compact");
        await folder.ReopenAsync();
        Tell("open");
        // What closed the one before is still on the stack, and holds it.
        await Task.Yield();
        Array.Clear(names);
        Console.WriteLine($"bytes {GC.GetTotalMemory(forceFullCollection: true) - before}");
        return 0;

        async Task WriteAsync(DocumentWrite write) => Check(await folder.Store.Documents.WriteAsync([write], CancellationToken.None) is null);

        void Tell(string what)
        {
            Console.WriteLine($"{what} {watch.ElapsedMilliseconds}");
            watch.Restart();
        }
    }

    private static void Check(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("What was written is not there.");
    }
}
