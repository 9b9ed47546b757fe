using System.Diagnostics;
using System.Threading.Channels;
using Logos.Adapters.Journal;

namespace Logos.LoadTest;

/// <summary>What nothing that is built as Logos is can be faster than, on this machine and at this moment.</summary>
internal static class Floors
{
    /// <summary>A message to a worker and its answer back, by two channels and two loops, one after another.</summary>
    public static async Task<double> ChannelsAsync(TimeSpan part)
    {
        var there = Channel.CreateUnbounded<int>();
        var back = Channel.CreateUnbounded<int>();
        var worker = Task.Run(async () =>
        {
            await foreach (var message in there.Reader.ReadAllAsync())
                back.Writer.TryWrite(message);
        });
        var (count, began) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < part)
        {
            for (var i = 0; i < 100; i++)
            {
                there.Writer.TryWrite(count++);
                await back.Reader.ReadAsync();
            }
        }

        var rate = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        there.Writer.Complete();
        await worker;
        return rate;
    }

    /// <summary>Commits of 200 bytes, one after another, each on the disk before the next.</summary>
    public static async Task<double> CommitsAsync(TimeSpan part, string folder)
    {
        await using var journal = JournalLog.Open(folder);
        var record = new byte[200];
        var (count, began) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < part)
        {
            await journal.AppendAsync(record);
            count++;
        }

        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
