using Logos.AppHost.Machine;

namespace Logos.AppHost.Tests.Machine;

/// <summary>Whether Docker or Podman answers, asked of programs that behave as they do.</summary>
public sealed class ContainerRuntimeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-runtime-");

    public ContainerRuntimeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "the programs are scripts of a shell");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task One_that_answers_is_enough()
    {
        var sound = Script("docker", "[ \"$1 $2\" = 'container ls' ]");

        Assert.Null(await ContainerRuntime.WhyNotAsync([sound], Patience));
        Assert.Null(await ContainerRuntime.WhyNotAsync(["/nowhere/podman", sound], Patience));
    }

    [Fact]
    public async Task Each_that_does_not_says_why()
    {
        var away = Script("docker", "echo 'Cannot connect to the Docker daemon.' >&2; exit 1");

        var why = await ContainerRuntime.WhyNotAsync([away, "/nowhere/podman"], Patience);

        Assert.Equal($"{away} ends with 1: Cannot connect to the Docker daemon.; /nowhere/podman is not installed", why);
    }

    [Fact]
    public async Task One_that_never_answers_is_not_waited_for()
    {
        var stuck = Script("docker", "exec sleep 600");
        var began = TimeProvider.System.GetTimestamp();

        var why = await ContainerRuntime.WhyNotAsync([stuck], TimeSpan.FromSeconds(1));

        Assert.Equal("`docker container ls` did not end within 1 s", why);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1));
    }

    private string Script(string name, string line)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
