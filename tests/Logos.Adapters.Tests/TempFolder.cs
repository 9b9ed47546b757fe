namespace Logos.Adapters.Tests;

internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("logos-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
