using System.Threading.Channels;
using Logos.Cli.Cluster;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;
using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;
using Logos.ServiceDefaults.Logs;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Tests.Cluster;

/// <summary>Programs of a line of shell in place of services and servers.</summary>
public sealed class KeptPartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly LineWriter _log = new();
    private readonly MergedLog _merged;

    public KeptPartTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no such shell");
        _merged = new(new Terminal(Stream.Null, TextWriter.Null, _log, _ => null), LogFormat.Line, LogLevel.Debug, 4);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_part_that_ends_is_started_again_and_ends_when_it_is_asked_to()
    {
        using var kept = Keep("trap 'echo asked; exit 0' TERM; echo begun; echo ready; if [ ! -e again ]; then touch again; exit 3; fi; while :; do sleep 0.05; done");

        await kept.StartAsync(Token);
        await _log.Until("exit code 3; it is started again in 0.1 s", Token);
        await _log.Until("begun", Token);
        await _log.Until("ready (", Token);
        await kept.StopAsync();

        Assert.Contains("asked", _log.All, StringComparison.Ordinal);
        Assert.False(kept.WhenFailed.IsCompleted);
    }

    [Fact]
    public async Task One_that_never_is_ready_is_given_up_with_its_last_lines()
    {
        using var kept = Keep("echo tried >> tries; echo this is why >&2; exit 7");

        var failed = await Assert.ThrowsAsync<PartFailedException>(() => kept.StartAsync(Token).WaitAsync(Patience, Token));

        Assert.Equal("`part` cannot start: it was tried 5 times, and it ended before it was ready, with exit code 7", failed.Message);
        Assert.Equal("LGS9063", failed.Fault.Code);
        Assert.Contains(failed.LastLines, line => line.Message == "this is why");
        Assert.Equal(5, File.ReadAllLines(Path.Combine(_folder.Path, "tries")).Length);
    }

    [Fact]
    public async Task Settings_that_are_at_fault_are_not_tried_again()
    {
        using var kept = Keep("echo tried >> tries; exit 2");

        await Assert.ThrowsAsync<PartFailedException>(() => kept.StartAsync(Token).WaitAsync(Patience, Token));

        Assert.Single(File.ReadAllLines(Path.Combine(_folder.Path, "tries")));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told()
    {
        using var kept = new KeptPart(Part(new Launch(Path.Combine(_folder.Path, "none"), []) { Folder = _folder.Path, Guard = null }), _merged, TimeProvider.System) { Pauses = [TimeSpan.Zero] };

        var failed = await Assert.ThrowsAsync<PartFailedException>(() => kept.StartAsync(Token).WaitAsync(Patience, Token));

        Assert.Contains("it was tried 5 times", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_end_in_time_is_killed()
    {
        using var kept = Keep("trap '' TERM; echo ready; while :; do sleep 0.05; done", part => part with { Patience = TimeSpan.FromMilliseconds(200) });
        await kept.StartAsync(Token);

        await kept.StopAsync().WaitAsync(Patience, Token);

        Assert.Contains("has not ended after 0.2 s, and is ended at once", _log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guarded_server_is_asked_with_its_own_signal_and_its_guard_tells_its_exit_code()
    {
        using var kept = Keep("trap 'echo by HUP; exit 4' HUP; trap 'echo by TERM' TERM; echo ready; while :; do sleep 0.05; done", guard: "HUP");
        await kept.StartAsync(Token);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "guard")));

        await kept.StopAsync().WaitAsync(Patience, Token);

        Assert.Contains("by HUP", _log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("by TERM", _log.All, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "guard")));
    }

    [Fact]
    public async Task Parts_end_in_their_order()
    {
        await using var cluster = new RunningCluster(_merged, TimeProvider.System);
        var parts = new[] { ("second", 2), ("first", 1), ("third", 3) }.Select(each =>
            Part(Shell($"trap 'sleep 0.1; echo {each.Item1} >> order; exit 0' TERM; echo ready; while :; do sleep 0.02; done")) with { Name = each.Item1, Ending = each.Item2 });
        await cluster.StartAsync(parts, Token);

        await cluster.StopAsync();

        Assert.Equal(["first", "second", "third"], File.ReadAllLines(Path.Combine(_folder.Path, "order")));
    }

    [Fact]
    public async Task A_cluster_hears_of_a_part_that_fails_later()
    {
        await using var cluster = new RunningCluster(_merged, TimeProvider.System);
        var part = Part(Shell("if [ -e once ]; then exit 2; fi; touch once; echo ready; exit 1"));

        await cluster.StartAsync(part, Token);

        Assert.Equal("part", (await cluster.WhenFailed.WaitAsync(Patience, Token)).Part.Name);
    }

    private KeptPart Keep(string script, Func<Part, Part>? with = null, string? guard = null) =>
        new((with ?? (part => part))(Part(Shell(script, guard))), _merged, TimeProvider.System) { Pauses = [TimeSpan.FromMilliseconds(100)] };

    private Launch Shell(string script, string? guard = null) => new("/bin/bash", ["-c", script])
    {
        Folder = _folder.Path,
        Guard = guard is null ? null : new(guard, Path.Combine(_folder.Path, "guard")),
        SaysReady = line => line == "ready",
    };

    private static Part Part(Launch launch) => new("part", PartKind.Server, _ => Task.FromResult(launch), ServerLines.Other) { Ending = 0, IsHopeless = (code, _) => code == 2 };

    /// <summary>A log whose reader waits for a line.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
        private readonly Lock _writing = new();

        public string All
        {
            get
            {
                lock (_writing)
                    return ToString();
            }
        }

        public override void Write(string? value)
        {
            lock (_writing)
                base.Write(value);
            _lines.Writer.TryWrite(value ?? "");
        }

        public async Task Until(string text, CancellationToken cancellationToken)
        {
            while (!(await _lines.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken)).Contains(text, StringComparison.Ordinal))
                continue;
        }
    }
}
