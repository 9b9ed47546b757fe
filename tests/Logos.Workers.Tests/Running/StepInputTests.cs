using System.Text;
using Logos.Core.Executions;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Running;

public sealed class StepInputTests
{
    private const string Token = "s3cr3t-0123456789";

    private readonly Worker _worker = new();

    public StepInputTests()
    {
        _worker.Secrets["TOKEN"] = Token;
        _worker.With("take", _ => Value.Null);
    }

    [Fact]
    public async Task What_a_step_was_given_travels_with_its_outcome()
    {
        Assert.Equal("""{"n":42,"text":"x is 21"}""", await InputAsync("a: { type: take, with: { n: '${{ inputs.x * 2 }}', text: 'x is ${{ inputs.x }}' } }", """{"inputs":{"x":21}}"""));
    }

    [Fact]
    public async Task What_failed_tells_what_it_was_given()
    {
        _worker.With("throw", _ => throw new InvalidOperationException("no"));

        var steps = await _worker.RunAsync("a: { type: throw, with: { n: 1 } }");

        Assert.IsType<Outcome.Failed>(steps[0].Outcome);
        Assert.Equal("""{"n":1}""", steps[0].Input!.Read().ToJson());
    }

    [Fact]
    public async Task What_could_not_be_worked_out_was_not_given()
    {
        var steps = await _worker.RunAsync("a: { type: take, with: { n: '${{ inputs.x * 2 }}' } }", """{"inputs":{"x":"word"}}""");

        Assert.IsType<Outcome.Failed>(steps[0].Outcome);
        Assert.Null(steps[0].Input);
    }

    [Fact]
    public async Task What_the_handler_evaluates_itself_is_left_out()
    {
        var steps = await _worker.RunAsync("a: { type: rule, with: { output: { double: '${{ inputs.x * 2 }}' } } }", """{"inputs":{"x":21}}""");

        Assert.Null(steps[0].Input);
    }

    [Fact]
    public async Task Undoing_records_no_input()
    {
        var steps = await _worker.RunAsync("a: { type: take, with: { n: 1 } }", change: task => task with { Key = task.Key with { Purpose = TaskPurpose.Compensate } });

        Assert.Null(steps[0].Input);
    }

    [Fact]
    public async Task A_constant_input_is_written_once_and_masked_where_a_secret_is_the_same_word()
    {
        Assert.Equal("""{"word":"s3cr3t-0123456789"}""", await InputAsync("a: { type: take, with: { word: s3cr3t-0123456789 } }"));
        Assert.Equal("""{"word":"***","of":"***"}""", await InputAsync("a: { type: take, with: { word: s3cr3t-0123456789, of: '${{ secrets.TOKEN }}' } }"));
    }

    [Fact]
    public async Task Headers_that_carry_secrets_are_masked_without_a_secret()
    {
        Assert.Equal("""{"headers":{"X-Api-Key":"***","Accept":"x"}}""", await InputAsync("a: { type: take, with: { headers: { X-Api-Key: '${{ inputs.x }}', Accept: x } } }", """{"inputs":{"x":"abc"}}"""));
    }

    [Fact]
    public async Task What_is_large_is_abbreviated_and_stays_bounded()
    {
        var rows = ValueList.From(Enumerable.Range(0, 5_000).Select(i => (Value)ValueMap.From([new("n", i), new("text", new string('x', 500))])));
        var context = ValueMap.From([new("inputs", ValueMap.From([new("rows", rows)]))]);

        var json = await InputAsync("a: { type: take, with: { rows: '${{ inputs.rows }}', n: 7 } }", ((Value)context).ToJson());

        Assert.True(Encoding.UTF8.GetByteCount(json) <= StepInput.MaxBytes, json.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var input = ValueJson.Parse(json);
        Assert.Equal("7", input["n"].ToJson());
        var list = input["rows"].AsList().ToArray();
        Assert.Equal(21, list.Length);
        Assert.Equal("… 4980 more", list[^1].AsString());
        Assert.Equal(new string('x', 200) + "…", list[0]["text"].AsString());
    }

    [Theory]
    [InlineData(190)]
    [InlineData(195)]
    [InlineData(199)]
    [InlineData(10_000)]
    public async Task No_piece_of_a_secret_is_left_where_a_text_is_cut(int before)
    {
        var context = ValueMap.From([new("inputs", ValueMap.From([new("x", new string('x', before)), new("y", new string('y', 20_000))]))]);

        var json = await InputAsync("a: { type: take, with: { text: '${{ inputs.x }}${{ secrets.TOKEN }}${{ inputs.y }}' } }", ((Value)context).ToJson());

        Assert.DoesNotContain(Token[..4], json, StringComparison.Ordinal);
        Assert.True(json.Length < 300);
    }

    [Fact]
    public async Task What_is_too_wide_and_too_deep_is_abbreviated_as_well()
    {
        Value deep = new string('z', 100);
        for (var i = 0; i < 40; i++)
            deep = ValueList.From(Enumerable.Repeat(deep, 2));
        _worker.With("deep", _ => deep);
        var context = ValueMap.From([new("inputs", ValueMap.From([new("x", ValueMap.From(Enumerable.Range(0, 3_000).Select(i => KeyValuePair.Create($"name{i}", (Value)i))))]))]);

        var wide = ValueJson.Parse(await InputAsync("a: { type: take, with: { x: '${{ inputs.x }}' } }", ((Value)context).ToJson()));

        Assert.Equal("2980 more", wide["x"]["…"].AsString());
        var record = StepInput.Of(ValueMap.From([new("deep", deep)]), _worker.Handlers.Find("take")!.Type, mayConceal: true, new([Token]));
        Assert.True(record.Length <= StepInput.MaxBytes);
    }

    private async Task<string> InputAsync(string node, string context = "{}") => (await _worker.RunAsync(node, context))[0].Input!.Read().ToJson();
}
