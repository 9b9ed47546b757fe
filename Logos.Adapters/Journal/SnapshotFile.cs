namespace Logos.Adapters.Journal;

/// <summary>
/// A snapshot file: the header, then blocks of {length, CRC, bytes}, closed by an empty block and the total. Each
/// CRC covers the one before, the first one the header's, so that together they cover the whole file and its order.
/// </summary>
internal static class SnapshotFile
{
    public const int BlockSize = 256 * 1024;
    public const int BlockHeadSize = 8;
    public const int TotalSize = 8;

    public static void Hand(IDisk disk, long lsn, SnapshotVisitor? visitor)
    {
        if (visitor is null)
            return;
        using var stream = new SnapshotReader(disk.Open(FileNames.Snapshot(lsn)), FileNames.Snapshot(lsn));
        visitor(stream, lsn);
    }

    /// <returns>The store's id.</returns>
    /// <exception cref="JournalException">Anything in the file is not as it was written.</exception>
    public static Guid Verify(IDisk disk, long lsn)
    {
        var name = FileNames.Snapshot(lsn);
        using var stream = new SnapshotReader(disk.Open(name), name);
        if (stream.Header.Lsn != lsn)
            throw JournalFaults.BadHeader(name);
        stream.ReadToEnd();
        return stream.Header.StoreId;
    }
}
