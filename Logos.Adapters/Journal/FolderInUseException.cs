namespace Logos.Adapters.Journal;

public sealed class FolderInUseException(string owner, Exception? inner = null) : IOException($"The folder is in use by {owner}.", inner)
{
    public string Owner { get; } = owner;
}
