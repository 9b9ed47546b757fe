using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Nodes;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Logos.Workers.Tests.Nodes;

public sealed class NodeHandlerTests
{
    private readonly Worker _worker = new();

    public NodeHandlerTests()
    {
        var services = new ServiceCollection();
        services.AddScoped<Ledger>();
        services.AddLogosNode<Fibo>("fibo", Pool.Rule).AddLogosNode<PlaceOrder>("place_order").AddLogosNode<Depth>("depth").AddLogosNode<Echo>("echo").AddLogosNode<Unwritable>("unwritable");
        foreach (var registration in services.BuildServiceProvider(validateScopes: true).GetServices<NodeRegistration>())
            _worker.With(registration);
    }

    [Fact]
    public async Task A_handler_takes_a_record_and_yields_one()
    {
        Assert.Equal("""{"value":55}""", (await _worker.OutputAsync("a: { type: fibo, with: { n: 10 } }")).ToJson());
        Assert.Equal("""{"value":55}""", (await _worker.OutputAsync("a: { type: fibo, with: { n: '${{ inputs.x * 2 }}' } }", """{"inputs":{"x":5}}""")).ToJson());
    }

    [Fact]
    public async Task Names_are_read_in_the_style_of_whoever_wrote_them()
    {
        foreach (var lines in new[] { """[{"sku":"a","quantity":2,"discount":0.5}]""", """[{"Sku":"a","Quantity":2,"DISCOUNT":0.5,"more":1}]""" })
        {
            var output = await _worker.OutputAsync("a: { type: place_order, with: { customer_id: c, lines: '${{ inputs.x }}', priority: very_urgent, patience: 2m, day: '2026-01-31', flags: { isNew: true }, extra: { productId: 1 } } }", $$$"""{"inputs":{"x":{{{lines}}}}}""");

            Assert.Equal("""{"line_count":1,"total":1.5,"priority":"very_urgent","patience":"2m","day":"2026-01-31","extra":{"productId":1},"flags":{"isNew":true}}""", output.ToJson());
        }
    }

    [Fact]
    public async Task What_is_left_out_or_null_has_its_default()
    {
        var output = await _worker.OutputAsync("a: { type: place_order, with: { customer_id: c, lines: [{ sku: a, quantity: 1 }], patience: '${{ inputs.x }}', currency: '${{ inputs.x }}' } }", """{"inputs":{"x":null}}""");

        Assert.Equal("""{"line_count":1,"total":1,"priority":"normal","patience":"30s","day":null,"extra":null,"flags":null}""", output.ToJson());
    }

    [Theory]
    [InlineData("n", """{"n":"ten"}""", "`n` takes a whole number, and is text")]
    [InlineData("n", """{"n":1.5}""", "`n` takes a whole number, and is a number")]
    [InlineData("n", """{"n":91}""", "`n` is at most 90, and not 91")]
    [InlineData("n", "{}", "`n` is missing")]
    public async Task An_input_that_does_not_fit_is_named(string field, string input, string message)
    {
        var failure = await _worker.FailureAsync($"a: {{ type: fibo, with: {{ n: '${{{{ inputs.x.{field} }}}}' }} }}", "{\"inputs\":{\"x\":" + input + "}}");

        Assert.Equal(new(WorkersCodes.BadInput, FailureKind.Permanent, message), failure);
    }

    [Theory]
    [InlineData("""{"lines":[]}""", "`lines`", "not be empty")]
    [InlineData("""{"lines":[{"sku":"a","quantity":"two"}]}""", "`lines[0].quantity` takes a number, and is text")]
    [InlineData("""{"lines":[{"sku":"a"}]}""", "`lines[0]`", "`quantity` is missing")]
    [InlineData("""{"priority":"urgent"}""", "`priority`", "normal, very_urgent")]
    [InlineData("""{"currency":"euro"}""", "`currency`")]
    [InlineData("""{"patience":"long"}""", "`patience`", "is no duration")]
    [InlineData("""{"day":"31.1.2026"}""", "`day`", "is no date")]
    [InlineData("""{"reference":"x"}""", "`reference`", "is no UUID")]
    [InlineData("""{"flags":{"a":1}}""", "`flags.a` takes true or false, and is a number")]
    public async Task What_is_wrong_inside_is_named_with_its_path(string part, params string[] words)
    {
        var names = ValueJson.Parse(part).AsMap().Names.ToArray();
        var with = string.Join(", ", new[] { "lines" }.Union(names).Select(name => names.Contains(name) ? $"{name}: '${{{{ inputs.x.{name} }}}}'" : "lines: [{ sku: a, quantity: 1 }]"));

        var failure = await _worker.FailureAsync($"a: {{ type: place_order, with: {{ customer_id: c, {with} }} }}", "{\"inputs\":{\"x\":" + part + "}}");

        Assert.Equal((WorkersCodes.BadInput, FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_number_that_its_type_cannot_hold_is_named()
    {
        var failure = await _worker.FailureAsync("a: { type: place_order, with: { customer_id: c, lines: [{ sku: a, quantity: '${{ inputs.x }}' }] } }", """{"inputs":{"x":1e300}}""");

        Assert.Equal(WorkersCodes.BadInput, failure.Code);
        Assert.Contains("`lines[0].quantity` does not fit", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_a_result()
    {
        var failure = await _worker.FailureAsync("a: { type: place_order, with: { customer_id: blocked, lines: [{ sku: a, quantity: 1 }] } }");

        Assert.Equal(("the customer is blocked", FailureKind.Permanent), (failure.Message, failure.Kind));
    }

    [Fact]
    public async Task What_a_handler_depends_on_lives_as_long_as_its_run()
    {
        var before = Ledger.Open;

        await _worker.OutputAsync("a: { type: place_order, with: { customer_id: c, lines: [{ sku: a, quantity: 1 }] } }");

        Assert.Equal(before, Ledger.Open);
    }

    [Fact]
    public async Task A_type_within_itself_is_bound_all_the_same()
    {
        var output = await _worker.OutputAsync("a: { type: depth, with: { name: a, children: [{ name: b, children: [{ name: c }] }] } }");

        Assert.Equal("3", output.ToJson());
    }

    [Fact]
    public async Task A_handler_of_plain_values_takes_and_yields_anything()
    {
        Assert.Equal("""{"any_Thing":[1,null]}""", (await _worker.OutputAsync("a: { type: echo, with: { any_Thing: [1, null] } }")).ToJson());
        Assert.Equal(WorkersCodes.BadOutput, (await _worker.FailureAsync("a: { type: unwritable }")).Code);
    }

    [Fact]
    public void What_may_be_assumed_of_a_type_follows_from_its_handler()
    {
        var (fibo, order) = (_worker.Handlers.Types.Find("fibo")!, _worker.Handlers.Types.Find("place_order")!);

        Assert.Equal((true, true, false, Pool.Rule, "The n-th Fibonacci number."), (fibo.Deterministic, fibo.Idempotent, fibo.Effect, fibo.Pool, fibo.Description));
        Assert.Equal((false, true, true, Pool.Io), (order.Deterministic, order.Idempotent, order.Effect, order.Pool));
        Assert.True(_worker.Handlers.Types.Find("echo") is { Effect: true, Idempotent: false, Deterministic: false });
    }

    [Theory]
    [InlineData("fibo", "with: {}", "`n` is missing")]
    [InlineData("fibo", "with: { n: 91 }", "`n` is at most 90, and not 91")]
    [InlineData("fibo", "with: { m: 1, n: 1 }", "there is no setting `m` here")]
    [InlineData("place_order", "with: { customer_id: c, lines: [{ sku: a, quantity: 1, price: 2 }] }", "there is no setting `price` here")]
    [InlineData("place_order", "with: { customer_id: c, lines: [{ sku: a, quantity: 1 }], priority: urgent }", "`priority` is one of normal, very_urgent, and not `urgent`")]
    [InlineData("place_order", "with: { customer_id: c, lines: [{ sku: a, quantity: 1 }], token: abc }", "`token` holds a secret that is written in the definition")]
    public void A_definition_is_checked_against_the_record(string type, string with, string message)
    {
        var text = $"name: g\nnodes:\n  a: {{ type: {type}, {with} }}";

        var reading = Core.Graphs.GraphLoader.Load(System.Text.Encoding.UTF8.GetBytes(text), Core.Graphs.Reading.GraphFormat.Yaml, _worker.Handlers.Types);

        Assert.Equal(message, Assert.Single(reading.Errors).Message);
    }

    [Theory]
    [InlineData("http", Pool.Io)]
    [InlineData("", Pool.Io)]
    [InlineData("a b", Pool.Io)]
    [InlineData("mine", Pool.Orchestrator)]
    public void A_name_that_cannot_be_is_refused_at_once(string name, Pool pool) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddLogosNode<Fibo>(name, pool));

    [Fact]
    public void A_name_is_given_once()
    {
        var services = new ServiceCollection().AddLogosNode<Fibo>("mine").AddLogosNode<Echo>("mine").BuildServiceProvider();

        Assert.Contains("`mine`", Assert.Throws<ArgumentException>(() => new NodeHandlers(services.GetServices<NodeRegistration>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_runs_the_types_of_Logos_and_those_that_were_added()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddLogosWorkers().AddLogosNode<Fibo>("fibo", configure: type => type with { DefaultTimeout = TimeSpan.FromSeconds(2) });
        using var host = builder.Build();
        var handlers = host.Services.GetRequiredService<NodeHandlers>();

        Assert.Equal(["assert", "fibo", "grl", "http", "mongo", "mysql", "postgres", "redis", "rule"], handlers.All.Select(registration => registration.Type.Name).Order());
        Assert.Equal(TimeSpan.FromSeconds(2), handlers.Types.Find("fibo")!.DefaultTimeout);
        var outcomes = await host.Services.GetRequiredService<TaskRunner>().RunAsync(_worker.Task("a: { type: fibo, with: { n: 3 } }"), stop: TestContext.Current.CancellationToken);
        Assert.Equal("""{"value":2}""", Worker.Output(outcomes[0]).ToJson());
    }

    [Theory]
    [InlineData("MaxRedirects", "many", "Logos:Outbound:MaxRedirects is `many`, and takes a whole number from 0 to 20")]
    [InlineData("MaxRedirects", "21", "Logos:Outbound:MaxRedirects is `21`, and takes a whole number from 0 to 20")]
    [InlineData("ConnectTimeout", "5", "Logos:Outbound:ConnectTimeout is `5`, and takes a duration such as 10s, up to 1h")]
    [InlineData("AllowedNetworks", "10.0.0.0/8, 10.300.0.0/16", "Logos:Outbound:AllowedNetworks: `10.300.0.0/16` is no network: write 10.20.0.0/16, or one address")]
    [InlineData("AllowedHost", "a", "there is no setting Logos:Outbound:AllowedHost; there are AllowedHosts")]
    public void A_wrong_setting_stops_the_start_with_its_name(string name, string value, string message)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration[$"Logos:Outbound:{name}"] = value;

        Assert.StartsWith($"LGS5013: {message}", Assert.Throws<OptionsValidationException>(() => builder.AddLogosWorkers()).Message, StringComparison.Ordinal);
    }
}
