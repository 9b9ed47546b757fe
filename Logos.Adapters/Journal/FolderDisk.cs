using System.Text;

namespace Logos.Adapters.Journal;

/// <summary>A folder of the machine's own file system.</summary>
public sealed class FolderDisk : IDisk
{
    private const string LockName = "journal.lock";
    private const string OwnerName = "journal.owner";

    private readonly string _path;

    public FolderDisk(string path)
    {
        _path = Path.GetFullPath(path);
        var made = new List<string>();
        for (var folder = _path; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            made.Add(folder);
        Directory.CreateDirectory(_path);
        foreach (var folder in made)
            Posix.SyncFolder(Path.GetDirectoryName(folder)!);
    }

    public string Name => _path;

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_path).Select(x => Path.GetFileName(x))];

    public IDiskFile Create(string name, long room)
    {
        var path = PathOf(name);
        var handle = Opened(() => File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        if (Posix.TryAllocate(handle, room))
            return new FolderFile(handle, path);
        handle.Dispose();
        File.Delete(path);
        throw new DiskFullException($"There is no room for {room} bytes in {_path}.");
    }

    public IDiskFile Open(string name)
    {
        var path = PathOf(name);
        return new FolderFile(Opened(() => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)), path);
    }

    public void Rename(string from, string to)
    {
        try
        {
            File.Move(PathOf(from), PathOf(to), overwrite: true);
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            throw new DiskFullException(e.Message, e);
        }
    }

    public void Delete(string name) => File.Delete(PathOf(name));

    public void SyncFolder() => Posix.SyncFolder(_path);

    public IDisposable Lock(string owner)
    {
        try
        {
            var held = new FileStream(PathOf(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Introduce(owner);
            return held;
        }
        catch (IOException e) when (Posix.IsSharingViolation(e))
        {
            throw new FolderInUseException(File.Exists(PathOf(OwnerName)) ? File.ReadAllText(PathOf(OwnerName), Encoding.UTF8) : "another process", e);
        }
    }

    private string PathOf(string name) => Path.Combine(_path, name);

    // A file of its own: .NET cannot read one that somebody else has locked.
    private void Introduce(string owner)
    {
        try
        {
            File.WriteAllText(PathOf(OwnerName), owner, Encoding.UTF8);
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            // A full disk can still be read; only the words for those who find it locked are missing.
        }
    }

    private static T Opened<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            throw new DiskFullException(e.Message, e);
        }
    }
}
