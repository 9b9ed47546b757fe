using System.Buffers;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;

namespace Logos.Adapters.Tests.Journal;

/// <summary>The same log on this machine's own disk.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logos-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Many_callers_at_once_lose_nothing_and_each_keeps_its_order()
    {
        var positions = new List<(Appended Appended, string Text)>();
        await using (var log = JournalLog.Open(_folder, new JournalOptions { SegmentSize = 64 * 1024 }))
        {
            var callers = await Task.WhenAll(Enumerable.Range(0, 16).Select(x => Task.Run(() => Append(log, x))));
            positions.AddRange(callers.SelectMany(x => x));
            foreach (var (appended, text) in positions.Take(50))
                Assert.Equal(text, System.Text.Encoding.UTF8.GetString(log.Read(appended.Position)));
        }

        var records = new List<string>();
        await using (Shelf.Open(new FolderDisk(_folder), records))
            Assert.Equal(positions.OrderBy(x => x.Appended.Lsn).Select(x => $"{x.Appended.Lsn}: {x.Text}"), records);
        Assert.Equal(3200, records.Count);
    }

    [Fact]
    public async Task What_is_made_is_for_its_own_account_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        var made = Path.Combine(_folder, "deep", "journal");
        await using (var log = JournalLog.Open(made))
            await log.AppendAsync("secret"u8.ToArray());
        await Logos.Adapters.Blobs.FolderBlobs.Open(Path.Combine(made, "blobs")).WriteAsync(Logos.Core.Blobs.BlobKey.New(Guid.Parse("019c0000-0000-7000-8000-00000000000f"), "a", -1, 1, DateTimeOffset.UnixEpoch), "secret"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
        var files = Directory.GetFiles(made, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(".blob", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
    }

    [Fact]
    public async Task A_folder_that_is_there_keeps_its_mode_and_its_files_are_private_all_the_same()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Open = (UnixFileMode)0b111_101_101;
        File.SetUnixFileMode(_folder, Open);
        await using (var log = JournalLog.Open(_folder))
            await log.AppendAsync("secret"u8.ToArray());

        Assert.Equal(Open, File.GetUnixFileMode(_folder));
        Assert.All(Directory.GetFiles(_folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
    }

    [Fact]
    public async Task Records_from_nothing_to_the_limit_come_back()
    {
        int[] lengths = [0, 1, 7, 8, 9, 4000, RecordFormat.LargestPayload, 0, 100_000];
        await using (var log = JournalLog.Open(_folder, new JournalOptions { SegmentSize = 64 * 1024 }))
        {
            var tasks = lengths.Select(x => log.AppendAsync(Pattern(x)).AsTask()).ToList();
            var appended = await Task.WhenAll(tasks);
            Assert.Equal(Pattern(lengths[6]), log.Read(appended[6].Position));
        }

        var read = new List<int>();
        await using (JournalLog.Open(_folder, onRecord: (in JournalRecord record) =>
        {
            Assert.True(record.Payload.SequenceEqual(Pattern(record.Payload.Length)));
            read.Add(record.Payload.Length);
        }))
        {
            Assert.Equal(lengths, read);
        }
    }

    [Fact]
    public async Task A_record_may_be_given_in_parts()
    {
        await using var log = JournalLog.Open(_folder);
        var appended = await log.AppendAsync(Sequence("one "u8.ToArray(), "and "u8.ToArray(), "two"u8.ToArray()));

        Assert.Equal("one and two"u8.ToArray(), log.Read(appended.Position));
    }

    [Fact]
    public async Task A_payload_may_be_reused_as_soon_as_append_returns()
    {
        await using var log = JournalLog.Open(_folder);
        var buffer = "first"u8.ToArray();
        var task = log.AppendAsync(buffer);
        "other"u8.CopyTo(buffer);

        Assert.Equal("first"u8.ToArray(), log.Read((await task).Position));
    }

    [Fact]
    public async Task A_second_opening_is_refused_and_told_who_is_inside()
    {
        await using var log = JournalLog.Open(_folder);

        var failure = Assert.Throws<JournalException>(() => JournalLog.Open(_folder));

        Assert.Equal(AdaptersCodes.JournalInUse, failure.Code);
        Assert.Contains($"process {Environment.ProcessId}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_taken_once_the_log_is_closed()
    {
        var log = JournalLog.Open(_folder);
        await log.DisposeAsync();
        await log.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.Append("late"));
        await using (JournalLog.Open(_folder))
        {
        }
    }

    [Fact]
    public async Task Appends_that_were_begun_end_before_the_log_closes()
    {
        List<Task<Appended>> tasks;
        await using (var log = JournalLog.Open(_folder))
            tasks = [.. Enumerable.Range(0, 1000).Select(x => log.Append($"{x}"))];

        await Task.WhenAll(tasks);
    }

    [Fact]
    public async Task A_segment_is_really_written_before_it_is_used()
    {
        await using var log = JournalLog.Open(_folder, new JournalOptions { SegmentSize = 1024 * 1024 });
        var file = new FileInfo(Path.Combine(_folder, FileNames.Segment(1)));

        Assert.Equal(1024 * 1024, file.Length);
        await log.Append("one");
        file.Refresh();
        Assert.Equal(1024 * 1024, file.Length);
    }

    [Fact]
    public void A_folder_that_is_a_file_is_refused()
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "");

        Assert.Equal(AdaptersCodes.JournalNotWritable, Assert.Throws<JournalException>(() => JournalLog.Open(path)).Code);
    }

    [Fact]
    public void A_place_where_no_folder_can_be_made_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a place that even root cannot write.");

        Assert.Equal(AdaptersCodes.JournalNotWritable, Assert.Throws<JournalException>(() => JournalLog.Open("/sys/logos-journal")).Code);
        Assert.Equal(AdaptersCodes.JournalNotWritable, Assert.Throws<JournalException>(() => JournalLog.Open("/sys/kernel")).Code);
    }

    [Fact]
    public void A_folder_without_the_right_to_write_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may write anywhere; A_place_where_no_folder_can_be_made_is_refused covers it.");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal(AdaptersCodes.JournalNotWritable, Assert.Throws<JournalException>(() => JournalLog.Open(_folder)).Code);
        }
        finally
        {
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Theory]
    [InlineData(JournalOptions.SmallestSegment - 1)]
    [InlineData(JournalOptions.LargestSegment + 1)]
    public void A_segment_size_out_of_range_is_refused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JournalLog.Open(_folder, new JournalOptions { SegmentSize = size }));

    private static async Task<List<(Appended, string)>> Append(JournalLog log, int caller)
    {
        var written = new List<(Appended Appended, string)>();
        for (var count = 0; count < 200; count++)
        {
            var text = $"{caller}/{count} {new string('.', count)}";
            written.Add((await log.Append(text), text));
        }

        Assert.True(written.Zip(written.Skip(1)).All(x => x.First.Appended.Lsn < x.Second.Appended.Lsn));
        return written;
    }

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static UnixFileMode ModeOf(string file) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);

    private static ReadOnlySequence<byte> Sequence(params byte[][] parts)
    {
        var first = new Part(parts[0], null);
        var last = parts.Skip(1).Aggregate(first, (x, next) => new Part(next, x));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(byte[] bytes, Part? before)
        {
            Memory = bytes;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
