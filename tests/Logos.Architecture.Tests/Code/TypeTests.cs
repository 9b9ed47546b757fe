using System.Text.RegularExpressions;

namespace Logos.Architecture.Tests.Code;

public sealed partial class TypeTests
{
    /// <summary>Interfaces with one implementation, and the input or output that stands behind each.</summary>
    private static readonly Dictionary<string, string> Ports = new()
    {
        ["Logos.Adapters.Journal.IDisk"] = "a folder of a disk; the tests have one that loses power",
        ["Logos.Adapters.Journal.IDiskFile"] = "a file on it",
        ["Logos.Core.Blobs.IBlobStore"] = "a folder, later a database or an object store",
        ["Logos.Core.Orchestration.IExecutionStore"] = "the store of executions: a journal, or a database server",
        ["Logos.Core.Orchestration.IReplicas"] = "who owns partitions, as a database server that several share tells it",
        ["Logos.Core.Orchestration.IExecutionFeed"] = "whoever watches, in this process or over a server",
        ["Logos.Core.Orchestration.IFeedReader"] = "what was told, in this process or over a server",
        ["Logos.Core.Orchestration.IFeedSubscription"] = "a place in it",
        ["Logos.Core.Graphs.Storage.IGraphStore"] = "the store of graphs: a journal, later a database server",
        ["Logos.Core.Documents.IDocumentStore"] = "the store of documents: a journal, later a database server",
        ["Logos.Core.Orchestration.IPlanSource"] = "the store of graphs",
        ["Logos.Core.Messages.IWorkBroker"] = "channels in the process, later a broker's server",
        ["Logos.Core.Messages.IInbox"] = "a queue of it",
        ["Logos.Core.Messages.ITaskQueue"] = "a queue of it",
        ["Logos.Core.Limits.IRateLimiter"] = "counts in the process, or on a server that several share",
        ["Logos.Core.Work.ICache"] = "memory in the process, or a server that several share",
        ["Logos.Core.Work.ISecretSource"] = "the store of secrets; what is given at the start serves one process",
    };

    [Fact]
    public void An_interface_has_two_implementations_or_input_and_output_behind_it() =>
        Verdict.None(
            from type in ProductTypes.All
            where type.IsInterface && !Ports.ContainsKey(type.FullName!)
            let implementations = ProductTypes.All.Count(x => x is { IsInterface: false, IsAbstract: false } && Implements(x, type))
            where implementations < 2
            select $"{type.FullName} has {implementations}",
            "An interface with a single implementation is a class with a detour. Use the class, or name the I/O in TypeTests.Ports:");

    [Fact]
    public void Every_port_that_is_named_exists() =>
        Assert.Empty(Ports.Keys.Except(ProductTypes.All.Where(x => x.IsInterface).Select(x => x.FullName!)));

    [Fact]
    public void A_class_is_sealed_unless_something_derives_from_it() =>
        Verdict.None(
            from type in ProductTypes.All
            where type is { IsClass: true, IsSealed: false, IsAbstract: false }
            where !ProductTypes.All.Any(x => x.BaseType is { } parent && Definition(parent) == type)
            select type.FullName!,
            "Sealed by default:");

    [Fact]
    public void A_name_says_what_a_thing_is() =>
        Verdict.None(
            from type in ProductTypes.All
            let name = type.Name.Split('`')[0]
            where Empty().IsMatch(name)
            select type.FullName!,
            "Manager, Helper, Utils, Impl and Default… say nothing. Name the responsibility:");

    private static bool Implements(Type type, Type port) => type.GetInterfaces().Any(x => Definition(x) == port);

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilit(y|ies)|Impl)$|^Default[A-Z]")]
    private static partial Regex Empty();
}
