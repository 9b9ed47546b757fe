using Logos.Adapters.Journal;
using Logos.Cli.Run;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Run;

/// <summary>What becomes of the folders of runs that were killed.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_killed_run_has_left_is_cleared_and_what_is_in_use_or_young_or_no_runs_is_not()
    {
        _folder.Write("logos-run-dead/journal.lock", "");
        _folder.Write("logos-run-dead/blobs/x.blob", "x");
        _folder.Write("logos-run-live/journal.lock", "");
        _folder.Write("other/journal.lock", "");
        await using (JournalLog.Open(Path.Combine(_folder.Path, "logos-run-live")))
        {
            var now = DateTimeOffset.UnixEpoch.AddYears(80);
            foreach (var folder in Directory.GetDirectories(_folder.Path))
                Directory.SetLastWriteTimeUtc(folder, now.UtcDateTime.AddHours(-2));
            _folder.Write("logos-run-young/journal.lock", "");
            Directory.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "logos-run-young"), now.UtcDateTime.AddMinutes(-5));

            RunFolder.Clear(_folder.Path, now);
        }

        Assert.Equal(["logos-run-live", "logos-run-young", "other"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
