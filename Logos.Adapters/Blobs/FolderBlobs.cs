using Logos.Adapters.Journal;
using Logos.Core.Blobs;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Blobs;

/// <summary>
/// Blobs as files of one folder. A blob gets its name when all of it is on the disk, and is told to be there when
/// its name is on the disk as well. Belongs to one process at a time, as the journal beside it does.
/// </summary>
public sealed class FolderBlobs : IBlobStore
{
    private const string Finished = ".blob";
    private const string Unfinished = ".part";
    private const string Trial = "trial" + Unfinished;
    private const int Portion = 1024 * 1024;

    private readonly IDisk _disk;
    private readonly TaskScheduler _scheduler;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, HashSet<BlobKey>> _keys = [];
    private readonly Lock _room = new();
    private long? _refused;

    private FolderBlobs(IDisk disk, TaskScheduler scheduler) => (_disk, _scheduler) = (disk, scheduler);

    /// <summary>Hears when a blob finds no room, and when there is room again.</summary>
    public Action<bool>? FullnessChanged { get; set; }

    /// <summary>Whether the last that was refused for want of room would be refused again.</summary>
    public bool IsFull
    {
        get
        {
            lock (_room)
                return _refused is not null;
        }
    }

    public static FolderBlobs Open(string folder) => Open(new FolderDisk(folder));

    /// <param name="disk">The folder; what bears other names is left alone.</param>
    /// <param name="scheduler">Where the disk is waited for; a simulator gives its own.</param>
    public static FolderBlobs Open(IDisk disk, TaskScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        var blobs = new FolderBlobs(disk, scheduler ?? TaskScheduler.Default);
        foreach (var name in disk.List())
        {
            if (name.EndsWith(Unfinished, StringComparison.Ordinal))
                disk.Delete(name);
            else if (KeyOf(name) is { } key)
                blobs.Note(key);
        }

        return blobs;
    }

    public ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        OnDisk(() => Write(key, content.Length, file => file.Write(content.Span, 0)), cancellationToken);

    public ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken) =>
        OnDisk(() => Write(key, content.CanSeek ? content.Length - content.Position : 0, file => Copy(content, file)), cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var read = ReadOnlyMemory<byte>.Empty;
        await OnDisk(() => read = Read(key), cancellationToken);
        return read;
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => OnDisk(() => Delete(key), cancellationToken);

    public ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken) => OnDisk(() =>
    {
        foreach (var key in Of(execution))
            Delete(key);
    }, cancellationToken);

    public IAsyncEnumerable<BlobKey> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _keys.Values.SelectMany(keys => keys).ToArray().ToAsyncEnumerable();
    }

    /// <summary>Tries whether what was refused would find room by now.</summary>
    public ValueTask LookForRoomAsync(CancellationToken cancellationToken) => OnDisk(LookForRoom, cancellationToken);

    private void LookForRoom()
    {
        long size;
        lock (_room)
        {
            if (_refused is not { } refused)
                return;
            size = refused;
        }

        try
        {
            using (var file = _disk.Create(Trial, size))
            {
                // Not every disk can say beforehand whether it has room.
                var portion = new byte[Math.Min(size, Portion)];
                for (long at = 0; at < size; at += portion.Length)
                    file.Write(portion, at);
            }

            _disk.Delete(Trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Still none, or worse.
            Abandon(Trial);
            return;
        }

        Fitted(size);
    }

    private void Refused(long size)
    {
        lock (_room)
        {
            if (_refused <= size)
                return;
            var isNews = _refused is null;
            _refused = size;
            if (isNews)
                FullnessChanged?.Invoke(true);
        }
    }

    private void Fitted(long size)
    {
        lock (_room)
        {
            if (!(size >= _refused))
                return;
            _refused = null;
            FullnessChanged?.Invoke(false);
        }
    }

    private void Write(BlobKey key, long room, Action<IDiskFile> write)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (name, part) = (NameOf(key) + Finished, NameOf(key) + Unfinished);
        try
        {
            using (var file = _disk.Create(part, room))
            {
                write(file);
                file.Sync();
                room = Math.Max(room, file.Length);
            }

            _disk.Rename(part, name);
            _disk.SyncFolder();
        }
        catch (IOException e)
        {
            Abandon(part);
            Abandon(name);
            if (e is not DiskFullException)
                throw;
            Refused(Math.Max(room, 1));
            throw new StoreUnavailableException(e.Message, JournalFaults.DiskFull(_disk.Name, e)) { IsFull = true };
        }

        lock (_gate)
            Note(key);
        Fitted(room);
    }

    private static void Copy(Stream content, IDiskFile file)
    {
        var portion = new byte[Portion];
        long written = 0;
        while (content.ReadAtLeast(portion, portion.Length, throwOnEndOfStream: false) is > 0 and var count)
        {
            file.Write(portion.AsSpan(0, count), written);
            written += count;
        }

        if (file.Length != written)
            file.SetLength(written);
    }

    private byte[] Read(BlobKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            if (!_keys.TryGetValue(key.Execution, out var keys) || !keys.Contains(key))
                throw new FileNotFoundException($"There is no blob {key}.");
        }

        using var file = _disk.Open(NameOf(key) + Finished);
        var content = new byte[file.Length];
        if (file.Read(content, 0) != content.Length)
            throw new EndOfStreamException($"The blob {key} ends before its end.");
        return content;
    }

    private void Delete(BlobKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            if (!_keys.TryGetValue(key.Execution, out var keys) || !keys.Remove(key))
                return;
            if (keys.Count == 0)
                _keys.Remove(key.Execution);
        }

        try
        {
            _disk.Delete(NameOf(key) + Finished);
        }
        catch
        {
            // It is still there, and the next sweep finds it.
            lock (_gate)
                Note(key);
            throw;
        }
    }

    // What cannot be deleted either is deleted at the next start, or by the next sweep.
    private void Abandon(string name)
    {
        try
        {
            if (_disk.List().Contains(name))
                _disk.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    private BlobKey[] Of(Guid execution)
    {
        lock (_gate)
            return _keys.TryGetValue(execution, out var keys) ? [.. keys] : [];
    }

    private void Note(BlobKey key)
    {
        if (!_keys.TryGetValue(key.Execution, out var keys))
            _keys.Add(key.Execution, keys = []);
        keys.Add(key);
    }

    private ValueTask OnDisk(Action work, CancellationToken cancellationToken) =>
        new(Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, _scheduler));

    // A key has five parts, none of them with a `/` or a `~` in it: no key leads out of the folder, and no two to one file.
    private static string NameOf(BlobKey key) => key.ToString().Replace('/', '~');

    private static BlobKey? KeyOf(string name) =>
        name.EndsWith(Finished, StringComparison.Ordinal) ? BlobKey.Parse(name[..^Finished.Length].Replace('~', '/')) : null;
}
