using Logos.Adapters.Journal;

namespace Logos.Simulation.Disks;

/// <summary>
/// A folder on a disk that keeps its promises and not a byte more. What a power loss leaves of the rest, the seed
/// decides; the same seed and the same steps give the same outcome.
/// </summary>
public sealed class SimulatedDisk(int seed) : IDisk
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private readonly List<FolderChange> _unsynced = [];
    private Dictionary<string, SimulatedInode> _names = [];
    private Dictionary<string, SimulatedInode> _platter = [];
    private int _process;
    private string? _owner;

    public string Name => $"simulated disk {seed}";

    /// <summary>Steps that changed something, or would have.</summary>
    public long Steps { get; private set; }

    /// <summary>The power goes in the middle of this step.</summary>
    public long? PowerFailsAt { get; set; }

    public bool IsOff { get; private set; }

    /// <summary>How many bytes fit on the disk, in whole pages.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Whether a write over written bytes needs room, as on file systems that copy on write.</summary>
    public bool CopiesOnWrite { get; set; }

    /// <summary>Is asked before each step; what it returns is thrown. A failed sync loses what was not synced.</summary>
    public Func<DiskStep, Exception?>? Fault { get; set; }

    public long Used
    {
        get
        {
            lock (_gate)
                return _names.Values.Distinct().Sum(x => x.Pages) * SimulatedInode.PageSize;
        }
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            ThrowIfOff();
            return [.. _names.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public IDiskFile Create(string name, long room)
    {
        lock (_gate)
        {
            Before(DiskOperation.Create, name);
            if (Used + Rounded(room) > Capacity)
                throw new DiskFullException($"There is no room for {room} bytes.");
            var inode = new SimulatedInode { Pages = Rounded(room) / SimulatedInode.PageSize };
            Change(new FolderChange(null, name, inode));
            After();
            return new SimulatedFile(this, inode, name, _process);
        }
    }

    public IDiskFile Open(string name)
    {
        lock (_gate)
        {
            ThrowIfOff();
            ThrowIfFaulty(DiskOperation.Open, name);
            return new SimulatedFile(this, Find(name), name, _process);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Before(DiskOperation.Rename, from);
            Change(new FolderChange(from, to, Find(from)));
            After();
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            Before(DiskOperation.Delete, name);
            Change(new FolderChange(name, null, null));
            After();
        }
    }

    public void SyncFolder()
    {
        lock (_gate)
        {
            Before(DiskOperation.SyncFolder, "");
            After();
            _platter = new(_names);
            _unsynced.Clear();
        }
    }

    public IDisposable Lock(string owner)
    {
        lock (_gate)
        {
            ThrowIfOff();
            ThrowIfFaulty(DiskOperation.Lock, "");
            if (_owner is not null)
                throw new FolderInUseException(_owner);
            _owner = owner;
            return new Held(this, _process);
        }
    }

    /// <summary>The power goes, if it has not gone yet, and comes back: what was not synced is there in part, or not.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            var survival = _random.Next(5) switch { 0 => 0, 1 => 1, _ => 0.5 };
            var names = new Dictionary<string, SimulatedInode>(_platter);
            foreach (var change in _unsynced.Where(_ => _random.NextDouble() < survival))
                change.Apply(names);
            foreach (var inode in names.Values.Distinct())
                inode.LosePower(_random, survival);
            _platter = names;
            _names = new(names);
            _unsynced.Clear();
            EndProcess();
        }
    }

    /// <summary>It was not the power, only the process died: what was written is there for the next one, synced or not.</summary>
    public void KillProcess()
    {
        lock (_gate)
            EndProcess();
    }

    public byte[] Content(string name)
    {
        lock (_gate)
            return Find(name).Seen.ToArray();
    }

    /// <summary>Bytes change at rest.</summary>
    public void Flip(string name, long offset, byte mask)
    {
        lock (_gate)
            Find(name).Flip(offset, mask);
    }

    /// <summary>The same disk in the same state, with faults and losses of its own.</summary>
    public SimulatedDisk Copy(int newSeed)
    {
        lock (_gate)
        {
            var copies = _names.Values.Concat(_platter.Values).Distinct().ToDictionary(x => x, x => x.Copy());
            return new SimulatedDisk(newSeed)
            {
                _names = _names.ToDictionary(x => x.Key, x => copies[x.Value]),
                _platter = _platter.ToDictionary(x => x.Key, x => copies[x.Value]),
            };
        }
    }

    internal T Do<T>(DiskOperation operation, SimulatedFile file, Func<T> action)
    {
        lock (_gate)
        {
            ThrowIfDead(file);
            if (operation is DiskOperation.Read)
            {
                ThrowIfOff();
                ThrowIfFaulty(operation, file.Name);
                return action();
            }

            if (operation is DiskOperation.Sync)
            {
                BeforeSync(file);
                After();
                return action();
            }

            Before(operation, file.Name);
            var result = action();
            After();
            return result;
        }
    }

    /// <summary>Takes pages for a write, or finds that there are none; then a part of the data is written all the same.</summary>
    internal void Take(SimulatedInode inode, ReadOnlySpan<byte> data, long offset)
    {
        var pages = Rounded(offset + data.Length) / SimulatedInode.PageSize;
        var grown = Math.Max(0, pages - inode.Pages) * SimulatedInode.PageSize;
        var needed = CopiesOnWrite ? Math.Max(grown, Rounded(data.Length)) : grown;
        if (needed > 0 && Used + needed > Capacity)
        {
            var part = _random.Next(3) switch { 0 => 0, 1 => data.Length, _ => _random.Next(data.Length) };
            part = (int)Math.Min(part, Math.Max(0, (inode.Pages * SimulatedInode.PageSize) - offset));
            if (part > 0)
                inode.Write(data[..part], offset);
            throw new DiskFullException($"There is no room for {data.Length} bytes.");
        }

        inode.Pages = Math.Max(inode.Pages, pages);
    }

    private static long Rounded(long bytes) => (bytes + SimulatedInode.PageSize - 1) / SimulatedInode.PageSize * SimulatedInode.PageSize;

    private SimulatedInode Find(string name) => _names.GetValueOrDefault(name) ?? throw new FileNotFoundException($"There is no {name}.");

    private void Change(FolderChange change)
    {
        change.Apply(_names);
        _unsynced.Add(change);
    }

    private void EndProcess()
    {
        _process++;
        _owner = null;
        IsOff = false;
        PowerFailsAt = null;
    }

    private void Before(DiskOperation operation, string file)
    {
        ThrowIfOff();
        ThrowIfFaulty(operation, file);
    }

    private void BeforeSync(SimulatedFile file)
    {
        ThrowIfOff();
        try
        {
            ThrowIfFaulty(DiskOperation.Sync, file.Name);
        }
        catch (IOException)
        {
            file.Inode.FailSync(_random);
            throw;
        }
    }

    // The step has happened, but nothing says that it has reached the platter.
    private void After()
    {
        Steps++;
        if (Steps != PowerFailsAt)
            return;
        IsOff = true;
        throw new PowerLossException();
    }

    private void ThrowIfOff()
    {
        if (IsOff)
            throw new PowerLossException();
    }

    private void ThrowIfFaulty(DiskOperation operation, string file)
    {
        if (Fault?.Invoke(new DiskStep(operation, file)) is { } fault)
            throw fault;
    }

    private void ThrowIfDead(SimulatedFile file)
    {
        if (file.Process != _process)
            throw new IOException("The process that opened this file has died.");
        ObjectDisposedException.ThrowIf(file.IsClosed, file);
    }

    private void Unlock(int process)
    {
        lock (_gate)
        {
            if (process == _process)
                _owner = null;
        }
    }

    private sealed class Held(SimulatedDisk disk, int process) : IDisposable
    {
        public void Dispose() => disk.Unlock(process);
    }

    /// <summary>A name that goes, a name that comes, or both at once.</summary>
    private sealed record FolderChange(string? From, string? To, SimulatedInode? Inode)
    {
        public void Apply(Dictionary<string, SimulatedInode> names)
        {
            if (From is not null)
                names.Remove(From);
            if (To is not null)
                names[To] = Inode!;
        }
    }
}
