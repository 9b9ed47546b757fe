using Logos.Core.Executions;

namespace Logos.Core.Tests.Executions;

public sealed class ApprovalTests
{
    private const string Form = "{ type: object, properties: { reason: { type: string, minLength: 3 }, amount: { type: integer, maximum: 100 } }, required: [reason], additionalProperties: false }";
    private const string Node = $"nodes:\n  a: {{ type: approval, with: {{ message: Well, form: {Form}, approvers: [ada, \"role:admin\"] }} }}";
    private const string Given = """{"message": "Well", "form": {"type": "object", "properties": {"reason": {"type": "string", "minLength": 3}, "amount": {"type": "integer", "maximum": 100}}, "required": ["reason"], "additionalProperties": false}, "approvers": ["ada", "role:admin"]}""";
    private const string Yes = """{"decision": "approved", "form": {"reason": "cheap"}}""";

    private static readonly Caller Ada = new("ada", ["member"]);

    [Fact]
    public void The_node_yields_the_decision_with_its_form_who_made_it_and_when()
    {
        var play = Asked().Answer("a", Yes, Ada);
        Assert.Equal(200, play.Verdict!.Status);
        Assert.Equal("""{"decision":"approved","form":{"reason":"cheap"},"by":"ada","at":"2026-03-01T12:00:00.0000000Z"}""", play["a"].Output!.Read().ToJson());
    }

    [Theory]
    [InlineData("ada", "member", 200)]
    [InlineData("bob", "admin", 200)]
    [InlineData("bob", "member", 403)]
    [InlineData("Ada", "member", 403)]
    [InlineData("role:admin", "member", 403)]
    public void Only_who_may_decide_decides(string name, string role, int status)
    {
        var play = Asked().Answer("a", Yes, new(name, [role]));
        Assert.Equal(status, play.Verdict!.Status);
        Assert.Equal(status == 200 ? NodeStatus.Succeeded : NodeStatus.Running, play["a"].Status);
        if (status == 403)
            Assert.Equal((ExecutionCodes.NotAllowed, 200), (play.Verdict.Code, play.Answer("a", Yes, Ada).Verdict!.Status));
    }

    [Fact]
    public void Who_may_decide_is_asked_before_what_was_answered() => Assert.Equal(403, Asked().Answer("a", "{}", new("bob", [])).Verdict!.Status);

    [Fact]
    public void A_wrong_form_is_refused_with_all_that_is_wrong_and_the_node_goes_on_waiting()
    {
        var play = Asked().Answer("a", """{"decision": "approved", "form": {"amount": 1000, "colour": "red"}}""", Ada);
        Assert.Equal((422, ExecutionCodes.BadAnswer), (play.Verdict!.Status, play.Verdict.Code));
        Assert.Contains("`reason` is missing", play.Verdict.Message, StringComparison.Ordinal);
        Assert.Contains("at most 100", play.Verdict.Message, StringComparison.Ordinal);
        Assert.Contains("`colour`", play.Verdict.Message, StringComparison.Ordinal);
        Assert.Equal((NodeStatus.Running, 200), (play["a"].Status, play.Answer("a", Yes, Ada).Verdict!.Status));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"decision": "maybe"}""")]
    [InlineData("""{"decision": "approved"}""")]
    [InlineData("""{"decision": "rejected", "form": {"reason": "no"}}""")]
    public void What_is_no_answer_is_refused(string answer) => Assert.Equal(422, Asked().Answer("a", answer, Ada).Verdict!.Status);

    [Fact]
    public void Who_says_no_need_not_fill_in_the_form() => Assert.Equal(200, Asked().Answer("a", """{"decision": "rejected"}""", Ada).Verdict!.Status);

    [Fact]
    public void The_first_decision_counts_and_a_refused_one_is_none()
    {
        var play = Asked().Answer("a", "{}", Ada).Answer("a", """{"decision": "rejected"}""", Ada);
        Assert.Equal(200, play.Verdict!.Status);
        Assert.Equal((409, ExecutionCodes.HasEnded), Open(play.Outputs().Answer("a", Yes, Ada)));
    }

    [Fact]
    public void While_the_rest_goes_on_a_second_decision_is_refused()
    {
        var play = new Play($"{Node}\n  b: {{ type: wait, with: {{ signal: go }} }}").Given("a", Given).Answer("a", Yes, Ada);
        Assert.Equal((409, ExecutionCodes.AlreadyDecided), Open(play.Answer("a", "{}", new("bob", []))));
    }

    [Fact]
    public void An_answer_before_the_question_is_checked_and_kept()
    {
        var play = new Play($"{Node[..^1]}, needs: [b] }}\n  b: {{ type: wait, with: {{ signal: go }} }}");
        Assert.Equal(403, play.Answer("a", Yes, new("bob", [])).Verdict!.Status);
        Assert.Equal(422, play.Answer("a", "{}", Ada).Verdict!.Status);
        Assert.Equal(200, play.Answer("a", Yes, Ada).Verdict!.Status);
        Assert.Equal((409, ExecutionCodes.AlreadyDecided), Open(play.Answer("a", Yes, Ada)));
        play.Given("b", """{"signal": "go"}""").Signal("go").Given("a", Given);
        Assert.Equal((NodeStatus.Succeeded, "ada"), (play["a"].Status, play["a"].Output!.Read()["by"].AsString()));
    }

    [Fact]
    public void What_is_worked_out_when_it_waits_cannot_be_answered_before()
    {
        var play = new Play("nodes:\n  a: { type: approval, with: { message: Well, approvers: [\"${{ inputs.a.boss }}\"] } }");
        Assert.Equal((409, ExecutionCodes.NotAsked), Open(play.Answer("a", Yes, Ada)));
        Assert.Equal(200, play.Given("a", """{"approvers": ["ada"]}""").Answer("a", Yes, Ada).Verdict!.Status);
    }

    [Fact]
    public void A_form_that_is_no_schema_fails_the_node() =>
        Assert.Equal(ExecutionCodes.BadForm, new Play("nodes:\n  a: { type: approval, with: { message: Well, form: \"${{ inputs.a }}\" } }").Given("a", """{"form": {"type": "colour"}}""")["a"].Error!.Code);

    [Fact]
    public void From_within_the_process_anybody_may_answer() =>
        Assert.Equal("eve", Asked().Answer("a", """{"decision": "approved", "form": {"reason": "cheap"}, "by": "eve"}""", null)["a"].Output!.Read()["by"].AsString());

    private static Play Asked() => new Play(Node).Given("a", Given);

    private static (int, string?) Open(Play play) => (play.Verdict!.Status, play.Verdict.Code);
}
