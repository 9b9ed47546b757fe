using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Running;

/// <summary>The case study, as its user runs it: twice in a row with the same figures, and with somebody who has to agree.</summary>
public abstract class PurchasingScenarios(Deployment deployment)
{
    [Theory]
    [InlineData("PROD-001", 9207, "approved")]
    public async Task A_small_order_is_placed_without_asking_and_a_second_run_says_the_same(string product, decimal total, string status)
    {
        using var api = deployment.Admin;
        var graph = await SaveAsync(api);
        for (var run = 0; run < 2; run++)
        {
            var ended = await api.EndAsync(await api.ExecuteAsync(graph, new { product_id = product }));
            Assert.Equal("completed", ended.Text("status"));
            Assert.Equal(total, ended.Number("results.grand_total"));
            Assert.Equal(status, ended.Text("results.po_status"));
            Assert.True(ended.At("results.placed").GetBoolean());
        }
    }

    [Theory]
    [InlineData("PROD-002", 22329)]
    [InlineData("PROD-003", 168289.65)]
    public async Task A_large_order_waits_until_somebody_agrees_and_a_second_run_says_the_same(string product, decimal total)
    {
        using var api = deployment.Admin;
        var graph = await SaveAsync(api);
        for (var run = 0; run < 2; run++)
        {
            var execution = await api.ExecuteAsync(graph, new { product_id = product });
            await api.NodeAsync(execution, "approve", "running");
            (await api.PostAsync($"/api/v1/executions/{execution}/approve", new { node = "approve", decision = "approved" })).Good();
            var ended = await api.EndAsync(execution);
            Assert.Equal("completed", ended.Text("status"));
            Assert.Equal(total, ended.Number("results.grand_total"));
            Assert.True(ended.At("results.placed").GetBoolean());
        }
    }

    private static Task<string> SaveAsync(Api api) => api.GraphAsync(Sample.Read("purchasing/purchasing.yaml"));
}
