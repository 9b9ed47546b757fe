using Logos.Adapters.Blobs;
using Logos.Conformance.Blobs;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Blobs;

public sealed class FolderBlobsTests : BlobStoreConformance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logos-").FullName;

    protected override ValueTask<IBlobStore> CreateAsync() => new(FolderBlobs.Open(Path.Combine(_folder, "blobs")));

    protected override ValueTask CloseAsync(IBlobStore store)
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    [Fact]
    public async Task A_start_on_the_same_folder_finds_them()
    {
        var key = Key();
        await Store.WriteAsync(key, "here"u8.ToArray(), Token);
        File.WriteAllText(Path.Combine(_folder, "blobs", "half~a~-~1~x.part"), "cut off");
        File.WriteAllText(Path.Combine(_folder, "blobs", "notes.txt"), "somebody's");

        var again = FolderBlobs.Open(Path.Combine(_folder, "blobs"));

        Assert.Equal("here"u8.ToArray(), (await again.ReadAsync(key, Token)).ToArray());
        Assert.Equal([key], await again.ListAsync(Token).ToListAsync(Token));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "blobs")).Length);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/../-/1/0195518a6c0070008000000000000000")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/a~b/-/1/0195518a6c0070008000000000000000")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/a/-1/1/0195518a6c0070008000000000000000")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/a/+1/1/0195518a6c0070008000000000000000")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/a/01/1/0195518a6c0070008000000000000000")]
    [InlineData("0195518A-6C00-7000-8000-000000000000/a/-/1/0195518a6c0070008000000000000000")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/a/-/1/..")]
    [InlineData("0195518a-6c00-7000-8000-000000000000/a/-/1/0195518a6c0070008000000000000000/..")]
    [InlineData("")]
    public void Nothing_else_is_a_key(string text) => Assert.Null(BlobKey.Parse(text));

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a~b")]
    [InlineData("")]
    [InlineData("$other")]
    public void No_node_leads_out_of_the_folder(string node) =>
        Assert.Throws<ArgumentException>(() => BlobKey.New(Guid.CreateVersion7(At), node, TaskKey.NoItem, 1, At));

    [Fact]
    public void A_key_is_read_as_it_was_written()
    {
        var key = BlobKey.New(Guid.CreateVersion7(At), "a_1", 12, 3, At);
        Assert.Equal(key, BlobKey.Parse(key.ToString()));
        Assert.Equal(5, key.ToString().Split('/').Length);
    }

    [Fact]
    public async Task A_power_loss_takes_nothing_that_was_told_to_be_there_and_leaves_no_half()
    {
        for (var cut = 1; cut <= 60; cut++)
        {
            var disk = new SimulatedDisk(cut) { PowerFailsAt = cut };
            var told = new Dictionary<BlobKey, byte[]>();
            var tried = new Dictionary<BlobKey, byte[]>();
            try
            {
                var blobs = FolderBlobs.Open(disk);
                for (var i = 0; i < 20; i++)
                {
                    var (key, content) = (Key(), new byte[(cut * 997 * (i + 1)) % 20_000]);
                    Array.Fill(content, (byte)i);
                    tried.Add(key, content);
                    await blobs.WriteAsync(key, content, Token);
                    told.Add(key, content);
                }
            }
            catch (PowerLossException)
            {
                // That is what is tried here.
            }

            disk.PowerFailsAt = null;
            disk.Restart();
            var after = FolderBlobs.Open(disk);
            foreach (var (key, content) in told)
                Assert.Equal(content, (await after.ReadAsync(key, Token)).ToArray());
            foreach (var key in await after.ListAsync(Token).ToListAsync(Token))
                Assert.Equal(tried[key], (await after.ReadAsync(key, Token)).ToArray());
            Assert.DoesNotContain(disk.List(), name => name.EndsWith(".part", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_full_disk_refuses_and_takes_again_when_there_is_room()
    {
        var disk = new SimulatedDisk(1) { Capacity = 64 * 1024 };
        var blobs = FolderBlobs.Open(disk);
        await blobs.WriteAsync(Key(), new byte[40_000], Token);
        var key = Key();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await blobs.WriteAsync(key, new byte[40_000], Token));
        Assert.Single(disk.List());
        disk.Capacity = 128 * 1024;
        await blobs.WriteAsync(key, new byte[40_000], Token);
        Assert.Equal(40_000, (await blobs.ReadAsync(key, Token)).Length);
    }

    [Fact]
    public async Task A_failed_sync_is_told_and_leaves_nothing()
    {
        var disk = new SimulatedDisk(1);
        var blobs = FolderBlobs.Open(disk);
        disk.Fault = step => step.Operation == DiskOperation.SyncFolder ? new IOException("fsync: Input/output error") : null;
        var key = Key();
        await Assert.ThrowsAsync<IOException>(async () => await blobs.WriteAsync(key, "x"u8.ToArray(), Token));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await blobs.ReadAsync(key, Token));
        Assert.Empty(disk.List());
    }
}
