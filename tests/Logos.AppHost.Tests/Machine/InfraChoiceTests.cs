using Logos.AppHost.Machine;

namespace Logos.AppHost.Tests.Machine;

/// <summary>What the services run over, by what was asked for and what the machine has.</summary>
public sealed class InfraChoiceTests
{
    private const string NoDocker = "docker is not installed";
    private const string NoPostgres = "this machine has no program of PostgreSQL";

    private readonly List<string> _asked = [];

    [Theory]
    [InlineData(null, null, null, "Containers")]
    [InlineData("", null, null, "Containers")]
    [InlineData("auto", null, NoPostgres, "Containers")]
    [InlineData("Auto", NoDocker, null, "Native")]
    [InlineData(null, NoDocker, NoPostgres, "Process")]
    [InlineData("containers", NoDocker, null, "Containers")]
    [InlineData("native", null, null, "Native")]
    [InlineData(" Native ", NoDocker, null, "Native")]
    [InlineData("process", null, null, "Process")]
    public async Task It_is_what_was_asked_for_or_the_most_that_the_machine_has(string? setting, string? noContainers, string? noServers, string expected) =>
        Assert.Equal(expected, (await MakeAsync(setting, isPublish: false, noContainers, noServers)).Infra.ToString());

    [Fact]
    public async Task What_nobody_asked_for_is_said_with_its_reasons()
    {
        Assert.Null((await MakeAsync("native", isPublish: false, NoDocker, null)).Why);
        Assert.Null((await MakeAsync(null, isPublish: false, null, null)).Why);
        Assert.Contains(NoDocker, (await MakeAsync(null, isPublish: false, NoDocker, null)).Why, StringComparison.Ordinal);
        var process = (await MakeAsync(null, isPublish: false, NoDocker, NoPostgres)).Why;
        Assert.Contains(NoDocker, process, StringComparison.Ordinal);
        Assert.Contains(NoPostgres, process, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("native")]
    [InlineData("process")]
    [InlineData("nonsense")]
    public async Task A_manifest_has_containers_whatever_this_machine_has_and_nobody_is_asked(string? setting)
    {
        Assert.Equal(new(Infra.Containers), await MakeAsync(setting, isPublish: true, NoDocker, NoPostgres));
        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("process")]
    public async Task What_was_said_needs_no_question(string setting)
    {
        await MakeAsync(setting, isPublish: false, NoDocker, NoPostgres);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Servers_are_looked_for_only_where_there_are_no_containers()
    {
        await MakeAsync(null, isPublish: false, null, null);

        Assert.Equal(["containers"], _asked);
    }

    [Fact]
    public async Task What_was_asked_for_and_is_not_there_is_told_as_is_what_is_no_value()
    {
        var missing = await Assert.ThrowsAsync<InfraException>(() => MakeAsync("native", isPublish: false, null, NoPostgres));
        Assert.Contains(NoPostgres, missing.Message, StringComparison.Ordinal);

        var wrong = await Assert.ThrowsAsync<InfraException>(() => MakeAsync("nativ", isPublish: false, null, null));
        Assert.Equal("Logos:Infra is `nativ`, and takes auto, containers, native or process", wrong.Message);
    }

    private Task<InfraChoice> MakeAsync(string? setting, bool isPublish, string? noContainers, string? noServers) =>
        InfraChoice.MakeAsync(setting, isPublish, Ask("containers", noContainers), Ask("servers", noServers));

    private Func<Task<string?>> Ask(string what, string? answer) => () =>
    {
        _asked.Add(what);
        return Task.FromResult(answer);
    };
}
