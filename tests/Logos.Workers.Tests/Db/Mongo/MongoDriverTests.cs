using System.Diagnostics;
using Logos.Workers.Tests.Db.Mongo.Server;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>MongoDB's own driver for Node.js finds in the test server what it expects of one: what the node's tests say of the protocol is not only our own word.</summary>
public sealed class MongoDriverTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_official_driver_works_with_the_test_server()
    {
        var folder = Directory.CreateTempSubdirectory("logos-mongo-");
        try
        {
            foreach (var name in new[] { "package.json", "package-lock.json", "driver.mjs" })
                File.Copy(Path.Combine(Goldens.Folder, name), Path.Combine(folder.FullName, name));
            var (isThere, version) = await RunAsync("node", folder.FullName, "--version");
            Assert.SkipUnless(isThere && int.TryParse(version.TrimStart('v').Split('.')[0], out var major) && major >= 20, "Node.js 20 or later is not here, which the driver runs on.");
            var (installed, said) = await RunAsync("npm", folder.FullName, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            Assert.SkipUnless(installed, $"npm does not get the driver here: {said}");

            await using var server = new MongoServer();
            server.Users["graphs"] = "hunter2 ü";
            var (worked, output) = await RunAsync("node", folder.FullName, "driver.mjs", server.Address);
            Assert.True(worked, output);
            Assert.EndsWith("all is well", output.TrimEnd(), StringComparison.Ordinal);
            Assert.Equal(0, server.Cursors.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(bool Worked, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, program))))
            return (false, $"{program} is not here");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Longest);
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, string.Concat(texts));
    }
}
