using System.Text;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Run;

public sealed class ApprovalFormTests : IDisposable
{
    private const string Form = "{ type: object, properties: { reason: { type: string, minLength: 3, description: why }, amount: { type: integer, maximum: 100 }, rush: { type: boolean, default: false } }, required: [reason] }";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_person_is_asked_for_the_fields_of_the_form_and_again_for_what_does_not_fit()
    {
        var run = AtTerminal(Graph(Form), "y\nno\ncheap enough\n1000\nmany\n90\ny\n");
        Assert.Equal(0, run.Code);
        Assert.Contains("\"reason\": \"cheap enough\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"amount\": 90", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"rush\": true", run.Output, StringComparison.Ordinal);
        Assert.Contains("reason, why: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("at least 3 characters", run.Error, StringComparison.Ordinal);
        Assert.Contains("at most 100", run.Error, StringComparison.Ordinal);
        Assert.Contains("rush (y/n): [false]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_left_out_is_left_out_or_has_its_default()
    {
        var run = AtTerminal(Graph(Form), "y\ncheap\n\n\n");
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("amount", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"rush\": false", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_no_asks_for_nothing_more()
    {
        var run = AtTerminal(Graph(Form), "n\n");
        Assert.Equal(0, run.Code);
        Assert.Contains("\"form\": null", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_given_beforehand_is_checked_before_anything_runs()
    {
        _folder.Write("form.yaml", Graph(Form));
        var run = InProcess.In(_folder, "run", "form.yaml", "--signal", """ask={"decision":"approved","form":{"amount":1000}}""");
        Assert.Equal(2, run.Code);
        Assert.Contains("LGS9044", run.Error, StringComparison.Ordinal);
        Assert.Contains("`reason` is missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("at most 100", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("running", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_is_worked_out_is_checked_when_it_is_asked_for()
    {
        _folder.Write("form.yaml", Graph("\"${{ schema }}\"", "  schema: { type: rule, with: { output: { type: object, required: [reason], properties: { reason: { type: string } } } } }\n", ", needs: [schema]"));
        var wrong = InProcess.In(_folder, "run", "form.yaml", "--signal", """ask={"decision":"approved","form":{}}""");
        Assert.Equal(1, wrong.Code);
        Assert.Contains("does not fit: `reason` is missing", wrong.Error, StringComparison.Ordinal);
        var right = InProcess.In(_folder, "run", "form.yaml", "--signal", """ask={"decision":"approved","form":{"reason":"cheap"}}""");
        Assert.Equal(0, right.Code);
    }

    private CliRun AtTerminal(string graph, string said)
    {
        _folder.Write("form.yaml", graph);
        return new InProcess { Folder = _folder.Path, OnTerminal = true, InputIsTerminal = true, Input = Encoding.UTF8.GetBytes(said) }.Run("run", "form.yaml");
    }

    private static string Graph(string form, string before = "", string needs = "") =>
        $"name: form\nnodes:\n{before}  ask: {{ type: approval{needs}, with: {{ message: Well, form: {form} }} }}\noutputs: {{ answer: \"${{{{ ask }}}}\" }}\n";
}
