using Logos.Adapters.Embedded;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>A process of its own, whose memory nothing else uses: prints what finished executions cost.</summary>
internal static class MemoryProcess
{
    public const int Executions = 100_000;

    public static async Task<int> Run()
    {
        await using var folder = new StoreFolder(new StoreOptions { Retention = Retention.Everything });
        var owner = await Owner.Of(folder.Store);
        await owner.RunAsync(100);
        await folder.Store.KeepHouseAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var some = 0; some < Executions / 5000; some++)
        {
            await owner.RunAsync(5000);
            await folder.Store.KeepHouseAsync();
        }

        Console.WriteLine($"{GC.GetTotalMemory(forceFullCollection: true) - before} bytes for {folder.Store.Count - 100}");
        return 0;
    }
}
