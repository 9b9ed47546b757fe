namespace Logos.Simulation.Disks;

/// <summary>
/// A file's content twice: as programs see it, and as it stands on the platter. Between syncs, each page of 4 KiB may
/// reach the platter in any version that it has had, and within a page each sector of 512 bytes may.
/// </summary>
internal sealed class SimulatedInode
{
    public const int PageSize = 4096;

    private const int SectorSize = 512;

    private readonly List<(long Offset, byte[] Data)> _unsynced = [];
    private byte[] _seen = [];
    private byte[] _platter = [];
    private long _platterLength;

    public long Length { get; private set; }

    /// <summary>Pages that are taken, written to or not.</summary>
    public long Pages { get; set; }

    public ReadOnlySpan<byte> Seen => _seen.AsSpan(0, (int)Length);

    public int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        if (count > 0)
            _seen.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        if (offset + data.Length > Length)
            Resize(ref _seen, Length = offset + data.Length);
        data.CopyTo(_seen.AsSpan((int)offset));
        _unsynced.Add((offset, data.ToArray()));
    }

    public void SetLength(long length)
    {
        Resize(ref _seen, length);
        if (length < Length)
            _seen.AsSpan((int)length).Clear();
        Length = length;
    }

    /// <summary>A length that grew is needed to read the data, and goes with it; one that shrank is not.</summary>
    public void SyncData(bool withMetadata)
    {
        if (withMetadata || Length > _platterLength)
            SetPlatterLength(Length);
        foreach (var (offset, data) in _unsynced)
            Reach(offset, data, 0, data.Length);
        _unsynced.Clear();
    }

    /// <summary>What a failed fsync does on Linux: some pages were written, all of them are called clean.</summary>
    public void FailSync(Random random)
    {
        Survive(random, 0.5);
        _unsynced.Clear();
    }

    public void LosePower(Random random, double survival)
    {
        if (_platterLength != Length && random.NextDouble() < survival)
            SetPlatterLength(Length);
        Survive(random, survival);
        _unsynced.Clear();
        Length = _platterLength;
        _seen = _platter.AsSpan(0, (int)Length).ToArray();
        Pages = (Length + PageSize - 1) / PageSize;
    }

    public void Flip(long offset, byte mask)
    {
        _seen[offset] ^= mask;
        _platter[offset] ^= mask;
    }

    public SimulatedInode Copy()
    {
        var copy = new SimulatedInode { Length = Length, Pages = Pages, _seen = [.. Seen], _platter = [.. _platter], _platterLength = _platterLength };
        copy._unsynced.AddRange(_unsynced);
        return copy;
    }

    private void Survive(Random random, double survival)
    {
        if (_unsynced.Count == 0)
            return;
        var first = _unsynced.Min(x => x.Offset) / PageSize;
        var last = _unsynced.Max(x => x.Offset + x.Data.Length) / PageSize;
        for (var page = first; page <= last; page++)
        {
            var (low, high) = Versions(random, survival);
            for (var sector = page * PageSize; sector < (page + 1) * PageSize; sector += SectorSize)
                ReachSector(sector, random.Next(2) == 0 ? low : high);
        }
    }

    // How many of the writes, counted from the oldest, reached a page; two answers are a torn page.
    private (int Low, int High) Versions(Random random, double survival)
    {
        var most = _unsynced.Count;
        if (survival is 0 or 1)
            return survival == 0 ? (0, 0) : (most, most);
        var (one, other) = (random.Next(most + 1), random.Next(most + 1));
        return random.Next(4) switch
        {
            0 => (0, 0),
            1 => (most, most),
            2 => (one, one),
            _ => (Math.Min(one, other), Math.Max(one, other)),
        };
    }

    private void ReachSector(long sector, int writes)
    {
        foreach (var (offset, data) in _unsynced.Take(writes))
        {
            var from = Math.Max(sector, offset);
            var to = Math.Min(sector + SectorSize, offset + data.Length);
            if (from < to)
                Reach(from, data, (int)(from - offset), (int)(to - from));
        }
    }

    private void Reach(long offset, byte[] data, int from, int count)
    {
        count = (int)Math.Min(count, _platterLength - offset);
        if (count > 0)
            data.AsSpan(from, count).CopyTo(_platter.AsSpan((int)offset));
    }

    private void SetPlatterLength(long length)
    {
        Resize(ref _platter, length);
        if (length < _platterLength)
            _platter.AsSpan((int)length).Clear();
        _platterLength = length;
    }

    private static void Resize(ref byte[] bytes, long length)
    {
        if (bytes.Length < length)
            Array.Resize(ref bytes, (int)length);
    }
}
