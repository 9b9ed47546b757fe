using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Samples;

/// <summary>The table of samples/purchasing/README.md, held against `logos grl eval`.</summary>
public sealed class PurchasingTests
{
    [Theory]
    [InlineData("PROD-001", 1050, 550, 8525, 0, 682, 9207, "approved", true, 9)]
    [InlineData("PROD-002", 1127, 827, 20675, 0, 1654, 22329, "pending_approval", false, 8)]
    [InlineData("PROD-003", 4200, 4050, 173137.5, 17313.75, 12465.9, 168289.65, "pending_approval", false, 8)]
    public void Each_product_comes_out_as_the_table_says(
        string product, double required, double quantity, double total, double discount, double tax, double grandTotal, string status, bool sent, int fired)
    {
        var (facts, firings) = Evaluate(product);

        Assert.Equal(
            (required, quantity, total, discount, tax, grandTotal),
            (Number("required_qty"), Number("order_qty"), Number("total_amount"), Number("discount_amount"), Number("tax_amount"), Number("grand_total")));
        Assert.Equal(status, facts.GetProperty("po_status").GetString());
        Assert.True(facts.GetProperty("should_create_po").GetBoolean());
        Assert.Equal(sent, facts.TryGetProperty("should_send_po", out var send) && send.GetBoolean());
        Assert.Equal(sent ? "email" : null, facts.TryGetProperty("send_method", out var method) ? method.GetString() : null);
        Assert.Equal(!sent, facts.GetProperty("requires_approval").GetBoolean());
        Assert.Equal(fired, firings);

        double Number(string name) => facts.GetProperty(name).GetDouble();
    }

    [Fact]
    public void Enough_stock_means_no_order()
    {
        var (facts, fired) = Evaluate("enough-stock");

        Assert.Equal(-950, facts.GetProperty("shortage").GetInt32());
        Assert.False(facts.GetProperty("need_reorder").GetBoolean());
        Assert.False(facts.TryGetProperty("should_create_po", out _));
        Assert.Equal(2, fired);
    }

    [Fact]
    public void An_inactive_supplier_means_no_order_and_says_so()
    {
        var (facts, _) = Evaluate("inactive-supplier");

        Assert.Equal("Supplier is not active", facts.GetProperty("supplier_error").GetString());
        Assert.Equal(0, facts.GetProperty("order_qty").GetInt32());
        Assert.False(facts.GetProperty("need_reorder").GetBoolean());
    }

    [Fact]
    public void A_second_run_over_the_outcome_of_the_first_gives_the_same()
    {
        using var folder = new TempFolder();
        var (first, fired) = Evaluate("PROD-003");
        folder.Write("again.json", first.GetRawText());

        var (second, firedAgain) = Evaluate(Path.Combine(folder.Path, "again.json"));

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(fired, firedAgain);
    }

    private static (JsonElement Facts, int Fired) Evaluate(string facts)
    {
        var cli = new InProcess { Folder = Repository.PathOf("samples", "purchasing") };
        var run = cli.Run("grl", "eval", "purchasing.grl", "--facts", Path.IsPathRooted(facts) ? facts : $"facts/{facts}.json", "--json");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var result = JsonDocument.Parse(run.Output).RootElement;
        return (result.GetProperty("facts"), result.GetProperty("fired").GetInt32());
    }
}
