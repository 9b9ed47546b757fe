using System.Text;

namespace Logos.Adapters.Tests.RabbitMq.Bodies;

/// <summary>Bytes that are checked in beside the tests: compared by default, written anew under LOGOS_ACCEPT=1.</summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "Logos.Adapters.Tests", "RabbitMq", "Bodies", "Version1");

    // The line break at the end is the file's, and not the body's.
    public static void Verify(string name, ReadOnlySpan<byte> actual)
    {
        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("LOGOS_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllBytes(file, [.. actual, (byte)'\n']);
            return;
        }

        var expected = File.Exists(file) ? File.ReadAllBytes(file).AsSpan().TrimEnd((byte)'\n').ToArray() : [];
        Assert.True(actual.SequenceEqual(expected), $"{name} is not what is written now. Who runs an older version has to read it: write it anew with LOGOS_ACCEPT=1 ./test.sh --filter Bodies only when it adds to what was. The code says:{Environment.NewLine}{Encoding.UTF8.GetString(actual)}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Logos.sln above {AppContext.BaseDirectory}");
    }
}
