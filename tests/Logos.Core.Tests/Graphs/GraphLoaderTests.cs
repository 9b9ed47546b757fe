using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Graphs;

public sealed class GraphLoaderTests
{
    private const string Purchasing = """
        name: purchasing
        inputs:
          product_id: { type: string, required: true }
          callback:   { type: string, format: uri }
        defaults: { timeout: 30s, retry: { attempts: 3 } }
        nodes:
          demand:
            type: postgres
            with:
              connection: oms
              query: select avg_daily_demand, trend from oms_history where product_id = @product_id
              params: { product_id: "${{ inputs.product_id }}" }
              result: first                      # first | rows | scalar | affected
          decide:
            type: grl
            needs: [demand]
            with:
              rules: |
                rule "Order" no-loop {
                  when demand > 10
                  then should_create_po = true;
                }
              facts: { demand: "${{ demand.avg_daily_demand }}" }
          order:
            type: http
            needs: [decide]
            when: decide.should_create_po == true
            with: { method: POST, url: "${{ inputs.callback }}", body: "${{ decide }}" }
            retry: { attempts: 5, backoff: exponential, delay: 200ms, max_delay: 10s, jitter: true }
        outputs:
          total: ${{ decide.grand_total }}
        """;

    [Fact]
    public void A_graph_is_read_with_everything_it_says()
    {
        var reading = Loading.Yaml(Purchasing);
        Assert.Empty(reading.Faults);
        var graph = reading.Graph!;
        Assert.Equal("purchasing", graph.Name);
        Assert.Equal(["product_id", "callback"], graph.Inputs.Select(input => input.Name));
        Assert.True(graph.Inputs[0].Required);
        Assert.Equal(TimeSpan.FromSeconds(30), graph.Defaults.Timeout);
        var order = graph.Nodes[2];
        Assert.Equal(["decide"], order.Needs.Select(need => need.Id));
        Assert.Equal("decide.should_create_po == true", order.When!.Text);
        Assert.Equal(5, order.Retry!.Attempts);
        Assert.Equal(Backoff.Exponential, order.Retry.Backoff);
        Assert.Equal(TimeSpan.FromMilliseconds(200), order.Retry.Delay);
        Assert.IsType<Template.Whole>(order.With["body"]);
    }

    [Fact]
    public void A_template_alone_keeps_the_type_and_inside_text_it_is_formatted()
    {
        var graph = Loading.ValidYaml("""
            name: templates
            inputs: { n: { type: integer } }
            nodes:
              a:
                type: rule
                with:
                  output:
                    whole: ${{ inputs.n }}
                    text: "n is ${{ inputs.n }}, list ${{ [1, 2] }}"
                    quoted: "${{ \"}} in quotes\" }}"
                    escaped: "$${{ not a template }}"
                    list: ["${{ inputs.n + 1 }}", 2]
            """);
        var scope = ValueJson.Parse("""{"inputs": {"n": 41}}""");
        Assert.Equal(
            """{"whole":41,"text":"n is 41, list [1,2]","quoted":"}} in quotes","escaped":"${{ not a template }}","list":[42,2]}""",
            graph.Nodes[0].With["output"]!.Evaluate(scope).ToJson());
    }
}
