using System.Buffers.Binary;
using Logos.Adapters.Journal;
using Logos.Simulation.Disks;
using Logos.Simulation.Scheduling;

namespace Logos.Adapters.Tests.Journal;

/// <summary>
/// One journal on a simulated disk over several lives, and what must be true of it: what was acknowledged is there,
/// in order; behind it at most what was asked for, as a prefix; nothing else, nothing twice.
/// </summary>
internal sealed class Story(SimulatedDisk disk, int seed)
{
    public const int SegmentSize = 8192;

    private readonly Random _random = new(seed);
    private readonly List<int> _certain = [];
    private readonly List<(int Id, ValueTask<Appended> Task)> _asked = [];
    private SteppedScheduler _scheduler = new(seed);
    private JournalLog? _log;
    private int _ids;

    public IReadOnlyList<int> Certain => _certain;

    public JournalLog Log => _log!;

    public static byte[] Payload(int id)
    {
        // Some empty filler, some larger than a page, a few larger than a segment.
        var length = 4 + (id % 97 == 0 ? 9000 : id % 13 == 0 ? 2500 : id * 31 % 400);
        var payload = new byte[length];
        for (var index = 4; index < length; index++)
            payload[index] = (byte)(id + (index * 7));
        BinaryPrimitives.WriteInt32LittleEndian(payload, id);
        return payload;
    }

    public RecoveryReport Open()
    {
        _scheduler = new SteppedScheduler(_random.Next());
        var read = new List<int>();
        _log = JournalLog.Open(
            disk,
            new JournalOptions { SegmentSize = SegmentSize, Scheduler = _scheduler, StoreId = new Guid(seed, 0, 0, new byte[8]) },
            (snapshot, lsn) => read.AddRange(Ids(snapshot, lsn)),
            (in JournalRecord record) =>
            {
                Assert.Equal(read.Count + 1, record.Lsn);
                read.Add(Id(record.Payload));
            });
        Believe(read);
        Assert.Equal(_certain.Count, _log.DurableLsn);
        return _log.Recovered;
    }

    public void Append(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var id = ++_ids;
            // A Task made of it would be completed by the thread pool, at a time of its own; each is consumed once.
#pragma warning disable CA2012
            _asked.Add((id, _log!.AppendAsync(Payload(id))));
#pragma warning restore CA2012
        }
    }

    /// <summary>Lets the writer work, and takes down what it acknowledged.</summary>
    public void Work()
    {
        _scheduler.RunAll();
        Settle();
    }

    public void Settle()
    {
        while (_asked.Count > 0 && _asked[0].Task.IsCompletedSuccessfully)
        {
            Assert.Equal(_certain.Count + 1, _asked[0].Task.Result.Lsn);
            _certain.Add(_asked[0].Id);
            _asked.RemoveAt(0);
        }
    }

    /// <summary>Takes out what failed, and says with which codes.</summary>
    public IReadOnlyList<string> Failures()
    {
        var failed = _asked.Where(x => x.Task.IsFaulted).ToList();
        _asked.RemoveAll(failed.Contains);
        return [.. failed.Select(x => Assert.Throws<JournalException>(() => x.Task.GetAwaiter().GetResult()).Code)];
    }

    /// <summary>Writes a snapshot of what is certain; records are appended while it is being written.</summary>
    public Task Snapshot() => _log!.WriteSnapshotAsync(_certain.Count, async (stream, cancellation) =>
    {
        var ids = _certain.ToList();
        for (var index = 0; index < ids.Count; index++)
        {
            if (_random.Next(ids.Count + 1) == 0)
            {
                Append(_random.Next(4));
                _scheduler.RunOne();
            }

            var id = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(id, ids[index]);
            await stream.WriteAsync(id, cancellation);
        }
    });

    /// <summary>Does this and that until the power goes.</summary>
    public void LiveUntilPowerLoss()
    {
        try
        {
            while (!disk.IsOff)
            {
                switch (_random.Next(8))
                {
                    case 0:
                        var snapshot = Snapshot();
                        Assert.True(snapshot.IsCompleted);
                        if (snapshot.IsFaulted && !disk.IsOff)
                            snapshot.GetAwaiter().GetResult();
                        break;
                    case 1:
                        _scheduler.RunOne();
                        break;
                    case 2:
                        Work();
                        break;
                    default:
                        Append(_random.Next(1, 6));
                        break;
                }
            }

            // Nobody hears of it any more, but what was acknowledged just before must hold.
            _scheduler.RunAll();
            Settle();
        }
        catch (JournalException) when (disk.IsOff)
        {
        }
    }

    /// <summary>What was asked and not answered may be there, but only as a prefix of what was asked.</summary>
    private void Believe(List<int> read)
    {
        Assert.True(read.Count >= _certain.Count, $"{_certain.Count} records were acknowledged, {read.Count} are there.");
        Assert.True(_certain.SequenceEqual(read.Take(_certain.Count)), "What was acknowledged is there in another order.");
        var more = read[_certain.Count..];
        Assert.True(_asked.Select(x => x.Id).Take(more.Count).SequenceEqual(more), "There is more than was asked for.");
        _certain.AddRange(more);
        _asked.Clear();
    }

    private static List<int> Ids(Stream snapshot, long lsn)
    {
        var bytes = new MemoryStream();
        snapshot.CopyTo(bytes);
        var ids = new List<int>();
        for (var at = 0; at < bytes.Length; at += 4)
            ids.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes.GetBuffer().AsSpan(at)));
        Assert.Equal(lsn, ids.Count);
        return ids;
    }

    private static int Id(ReadOnlySpan<byte> payload)
    {
        var id = BinaryPrimitives.ReadInt32LittleEndian(payload);
        Assert.True(payload.SequenceEqual(Payload(id)), $"Record {id} does not hold what was written.");
        return id;
    }
}
