using System.Text;
using Logos.Core.Graphs.Importing;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;

namespace Logos.Core.Tests.Graphs.Importing;

/// <summary>Ids that are renamed, placeholders that are mixed, conditions without branches.</summary>
public sealed class ForeignNameTests
{
    private const string User = "user-a: { type: DBNode, database: shop, query: 'select name, age from users' }";

    [Theory]
    [InlineData("chk: { type: RuleNode, condition: 'user-a.age >= 18' }", "${{ user_a.age >= 18 }}")]
    [InlineData("chk: { type: RuleNode, condition: 'len(\"user-a.age\") > 1 && user-a_result.age - 1 > 2' }", "user-a.age\\\") > 1 && user_a.age - 1 > 2")]
    [InlineData("chk: { type: AINode, prompt: 'Hello {{user-a.name}}' }", "prompt: \"Hello ${{ user_a.name }}\"")]
    [InlineData("chk: { type: RuleNode, field_mappings: { total: user-a.sum(age), name: 'user-a[0].name' } }", "total: \"${{ sum(user_a, x => x.age) }}\", name: \"${{ user_a[0].name }}\"")]
    [InlineData("chk: { type: RuleNode, rules: 'rule A no-loop { when user-a.age > 1 then ok = true; }' }", "rule A no-loop { when user_a.age > 1")]
    [InlineData("chk: { type: RuleNode, rules: 'rule A no-loop { when user-a.age > 1 then ok = true; }' }", "facts: { user_a: \"${{ user_a }}\" }")]
    [InlineData("chk: { type: DBNode, database: shop, query: 'select 1 where a = $1', params: [user-a.age] }", "params: { user_a_age: \"${{ user_a.age }}\" }")]
    [InlineData("chk: { type: ConditionNode, condition: user-a.age > 1, true_branch: 2nd-b }, 2nd-b: RuleNode", "${{ (user_a.age > 1) == true ? \\\"2nd-b\\\" : null }}")]
    [InlineData("chk: { type: LoopNode, collection: user-a, body: b }, b: RuleNode", "output: \"${{ user_a }}\"")]
    public void An_id_that_is_renamed_is_renamed_wherever_it_is_read(string node, string expected)
    {
        var yaml = Yaml($"nodes: {{ {User}, {node} }}\nedges: [{{ from: user-a, to: chk }}]");

        Assert.Contains(expected, yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("inputs", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user-a.age > 1", "when: user_a.age > 1", "")]
    [InlineData("is-valid", "when: inputs.is_valid", "is_valid")]
    public void The_rule_of_an_edge_reads_it_too(string rule, string expected, string input)
    {
        var yaml = Yaml($"nodes: {{ {User}, chk: RuleNode }}\nedges: [{{ from: user-a, to: chk, rule: {rule} }}]");

        Assert.Contains(expected, yaml, StringComparison.Ordinal);
        Assert.Equal(input.Length > 0, yaml.Contains("inputs:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("user: RuleNode,", "user-a.age > 1", "`user-a` may mean the node `user-a` or a subtraction")]
    [InlineData("", "user-a-b.age > 1", "`user-a-b` may mean the node `user-a` or a subtraction")]
    [InlineData("", "x-user-a.age > 1", "`x-user-a` may mean the node `user-a` or a subtraction")]
    public void What_may_mean_two_things_is_refused(string more, string condition, string message) => Assert.Contains(message,
        Faults($"nodes: {{ {User}, {more} chk: {{ type: RuleNode, condition: {condition} }} }}"));

    [Fact]
    public void Rules_that_read_another_thing_of_the_new_name_are_refused() =>
        Assert.Contains("`user-a` is called `user_a` now, and the rules of `chk` read another `user_a`",
            Faults($"nodes: {{ {User}, chk: {{ type: RuleNode, rules: 'rule A no-loop {{ when user-a.age > user_a then ok = true; }}' }} }}"));

    [Theory]
    [InlineData("select 1 where a = $1 and b = ?")]
    [InlineData("select 1 where a = $1 limit ?")]
    [InlineData("insert into t values (?, $1)")]
    public void Two_kinds_of_placeholders_in_one_query_are_refused(string query) =>
        Assert.Contains("`q` cannot bind its values: `?` and `$1` stand in one query", Faults($"nodes: {{ q: {{ type: DBNode, query: '{query}', params: [x, y] }} }}"));

    [Fact]
    public void An_operator_of_PostgreSQL_is_no_placeholder() =>
        Assert.Contains("data ? @x", Yaml("nodes: { q: { type: DBNode, query: 'select 1 where data ? $1', params: [x] } }"), StringComparison.Ordinal);

    [Fact]
    public void A_condition_without_branches_controls_what_follows_it()
    {
        var yaml = Yaml("nodes: { c: { type: ConditionNode, condition: x > 1 }, next: RuleNode, other: RuleNode }\nedges: [{ from: c, to: next }, { from: c, to: other, rule: '!condition_met' }]");

        Assert.Contains("{ from: c, to: next, when: c.condition_met }", yaml, StringComparison.Ordinal);
        Assert.Contains("{ from: c, to: other, when: \"!c.condition_met\" }", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("null", yaml, StringComparison.Ordinal);
    }

    private static string Yaml(string foreign)
    {
        var result = Import(foreign);
        Assert.Empty(result.Faults.Select(fault => fault.Message));
        return GraphWriter.ToYaml(result.Graph!);
    }

    private static IEnumerable<string> Faults(string foreign) => Import(foreign).Faults.Select(fault => fault.Message);

    private static ImportResult Import(string foreign) => GraphImporter.Import(Encoding.UTF8.GetBytes(foreign), GraphFormat.Yaml, new("one"));
}
