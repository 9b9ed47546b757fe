namespace Logos.Architecture.Tests.Readme;

public sealed class PictureTests
{
    private static readonly string Servers = Repository.Read("Logos.AppHost/Infrastructure/Containers.cs");
    private static readonly string Services = Repository.Read("Logos.AppHost/Application/LogosServices.cs");

    private static Picture Drawn => Picture.OfMermaid(Repository.Read("README.md"));

    [Fact]
    public void The_picture_shows_what_the_AppHost_starts()
    {
        var source = Picture.OfSource(Servers, Services);

        Assert.Equal(source.Nodes.Order(), Drawn.Nodes.Order());
        Assert.Equal(source.Arrows.Order(), Drawn.Arrows.Order());
    }

    [Fact]
    public void Both_sides_are_really_read()
    {
        Assert.Equal(["callers", "gateway", "migrate", "orchestrator", "postgres", "rabbitmq", "redis", "workers"], Drawn.Nodes.Order());
        Assert.Contains("gateway uses postgres", Drawn.Arrows);
        Assert.Contains("workers waits for migrate", Drawn.Arrows);
        Assert.Contains("callers uses gateway", Drawn.Arrows);
    }

    // A change of either side that the other does not follow is seen.
    [Theory]
    [InlineData("builder.AddRedis(\"redis\"", "builder.AddRedis(\"cache\"")]
    [InlineData("AddProject<Projects.Logos_Workers>(\"workers\"", "AddProject<Projects.Logos_Workers>(\"worker\"")]
    [InlineData(".WithReference(servers.Redis, \"redis\")", "")]
    [InlineData(".WithExternalHttpEndpoints()", "")]
    [InlineData(".WaitForCompletion(migrate)", "")]
    [InlineData("(\"orchestrator\", AsItIs).Over(servers, migrate, key)", "(\"orchestrator\", AsItIs)")]
    public void A_change_of_the_source_is_seen(string what, string by)
    {
        var source = Picture.OfSource(Replaced(Servers, what, by), Replaced(Services, what, by));

        Assert.Contains(what, Servers + Services, StringComparison.Ordinal);
        Assert.False(source.Nodes.SetEquals(Drawn.Nodes) && source.Arrows.SetEquals(Drawn.Arrows));
    }

    private static string Replaced(string source, string what, string by) => source.Replace(what, by, StringComparison.Ordinal);
}
