using Logos.Adapters.Faults;
using Logos.Adapters.Memory;
using Logos.Core.Graphs.Planning;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;

namespace Logos.Orchestrator.Tests.Embedded;

public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-keys-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "secrets.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_secret_is_there_after_a_restart()
    {
        await using (var engine = Start())
            await KeepAsync(engine);

        await using var again = Start();

        Assert.Equal("value", await new StoredSecrets(again.Access.Documents, again.Access.Keys, GivenSecrets.None).FindAsync("default", "KEY", Token));
    }

    [Fact]
    public async Task Without_the_keys_of_what_it_holds_an_engine_does_not_start_and_with_them_it_does()
    {
        await using (var engine = Start())
            await KeepAsync(engine);
        System.IO.File.Move(File, File + ".away");

        Assert.Equal(AdaptersCodes.KeyFileMissing, Assert.Throws<EngineFailedException>(Start).Fault.Code);

        Assert.False(System.IO.File.Exists(File));
        System.IO.File.WriteAllText(File, $"0123abcd {Convert.ToBase64String(new byte[32])}\n");
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // What was sealed stays closed; the engine starts.
        await using (Start())
        {
        }

        System.IO.File.Delete(File);
        System.IO.File.Move(File + ".away", File);
        await using var again = Start();
    }

    [Fact]
    public async Task A_key_file_for_others_stops_the_start_until_it_is_closed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such permissions");
        await using (Start())
        {
        }

        if (OperatingSystem.IsWindows())
            return;
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(AdaptersCodes.KeyFileOpenToOthers, Assert.Throws<EngineFailedException>(Start).Fault.Code);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var again = Start();
    }

    private EmbeddedEngine Start() => EmbeddedEngine.Start(new()
    {
        Folder = _folder.FullName,
        Graphs = new Dictionary<string, GraphPlan>(),
        KeyFile = "secrets.key",
        Feed = new MemoryFeed(TimeProvider.System),
    });

    private static async Task KeepAsync(EmbeddedEngine engine) =>
        await engine.Access.Documents.WriteAsync([SecretDocument.Write(engine.Access.Keys, "default", "KEY", 0, "value")], Token);
}
