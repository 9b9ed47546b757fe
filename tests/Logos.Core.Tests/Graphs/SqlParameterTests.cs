using Logos.Core.Faults;
using Logos.Rules.Faults;

namespace Logos.Core.Tests.Graphs;

/// <summary>The names that a query binds, and the values it is given.</summary>
public sealed class SqlParameterTests
{
    [Theory]
    [InlineData("select * from a where id = @id and b > @from", "id: 1", "LGS2117 the query binds `@from`, and `params` has no `from`: add `from` to `params`")]
    [InlineData("select @id, @id", "", "LGS2117 the query binds `@id`, and `params` has no `id`: add `id` to `params`")]
    [InlineData("select @produkt_id", "product_id: 1", "LGS2117 the query binds `@produkt_id`, and `params` has no `produkt_id`: did you mean `product_id`?; LGS2307 `params` has `product_id`, and the query binds no `@product_id`: did you mean `produkt_id`?")]
    [InlineData("select 1", "id: 1", "LGS2307 `params` has `id`, and the query binds no `@id`: write `@id` where its value belongs, or delete it")]
    [InlineData("select $1", "id: 1", "LGS2117 nothing is bound to `$1`: a query binds only `@name`: write `@name` there, and its value as `name` under `params`; LGS2307 `params` has `id`, and the query binds no `@id`: write `@id` where its value belongs, or delete it")]
    [InlineData("select @id", "'@id': 1", "LGS2117 the query binds `@id`, and `params` has no `id`: write `id` instead of `@id` under `params`: the mark belongs to the query")]
    [InlineData("select a from b where c=@c and d<@d or e>@e", "c: 1, d: 2, e: 3", "")]
    [InlineData("select @a::int, x::text from t where y = any(@b)", "a: 1, b: 2", "")]
    [InlineData("select '@x', \"@y\", $$@z$$, $t$ @w $t$ /* @v */ -- @u", "", "")]
    [InlineData("select 'it''s @x', E'it\\'s @x', @@version, me@host, a <@b, c @> d, e @@ f", "", "")]
    [InlineData("select @a", "a: '${{ inputs.x }}'", "")]
    public void Are_held_against_each_other(string query, string values, string told) => Assert.Equal(told, Told("postgres", query, $"{{ {values} }}"));

    [Theory]
    [InlineData("select 'it\\'s @x', @row := @row + 1, `@y` from (select @row := 0) r", "")]
    [InlineData("select @row", "LGS2117 the query binds `@row`, and `params` has no `row`: add `row` to `params`, unless it is a variable of MySQL, which ends with the statement's connection")]
    [InlineData("select 1 # not @this, nor ? this", "")]
    [InlineData("select 1 -- not @this\n, 2--@that", "LGS2117 the query binds `@that`, and `params` has no `that`: add `that` to `params`, unless it is a variable of MySQL, which ends with the statement's connection")]
    [InlineData("select 1 /* /* not @this */", "")]
    [InlineData("select ?", "LGS2117 nothing is bound to `?`: a query binds only `@name`: write `@name` there, and its value as `name` under `params`")]
    public void MySql_has_its_own_escapes_and_variables(string query, string told) => Assert.Equal(told, Told("mysql", query, "{}"));

    [Theory]
    [InlineData("mysql", "set @x = 5", "params: {}", Severity.Warning)]
    [InlineData("mysql", "call total(@out)", "params: {}", Severity.Warning)]
    [InlineData("mysql", "select @produkt_id", "params: { product_id: 1 }", Severity.Error)]
    [InlineData("mysql", "select ?", "params: {}", Severity.Error)]
    [InlineData("postgres", "select @x", "params: {}", Severity.Error)]
    [InlineData("postgres", "select a #> @x # @x", "params: {}", Severity.Error)]
    [InlineData("postgres", "select $1", "params: {}", Severity.Error)]
    [InlineData("postgres", "select $1", "params: '${{ inputs.x }}'", Severity.Error)]
    [InlineData("postgres", "insert into t values (?, ?)", "params: {}", Severity.Warning)]
    [InlineData("postgres", "select a where b = ?", "params: {}", Severity.Warning)]
    public void What_may_be_something_else_is_only_a_warning(string type, string query, string values, Severity severity) =>
        Assert.All(Loading.Yaml($$$"""
            name: one
            inputs:
              x: { type: object }
            nodes:
              read:
                type: {{{type}}}
                timeout: 5s
                with: { connection: oms, query: "{{{query}}}", {{{values}}} }
            """).Faults.Where(fault => fault.Code == CoreCodes.UnboundParameter), (fault) => Assert.Equal(severity, fault.Severity));

    [Theory]
    [InlineData("postgres", "query: commit", "LGS2119 `commit` is no statement for a node")]
    [InlineData("postgres", "query: '/* a */ Begin'", "LGS2119 `begin` is no statement for a node")]
    [InlineData("postgres", "query: copy t from stdin", "LGS2119 `copy` is no statement for a node")]
    [InlineData("mysql", "query: lock tables t read", "LGS2119 `lock` is no statement for a node")]
    [InlineData("mysql", "query: '/*! commit */'", "LGS2119 `/*!` is no statement for a node")]
    [InlineData("mysql", "query: '/* a */ /*M!100100 set */ autocommit = 0'", "LGS2119 `/*!` is no statement for a node")]
    [InlineData("mysql", "query: 'mine: begin not atomic commit; end'", "LGS2119 `mine:` is no statement for a node")]
    [InlineData("mysql", "query: if 1 then commit; end if", "LGS2119 `if` is no statement for a node")]
    [InlineData("mysql", "query: execute immediate 'commit'", "LGS2119 `execute` is no statement for a node")]
    [InlineData("postgres", "query: select 1, statements: [{ query: select 2 }], result: first", "LGS2114 `query` and `statements` exclude each other; LGS2114 `result` and `statements` exclude each other")]
    [InlineData("postgres", "statements: [{ query: 'select @a', params: { a: '${{ inputs.x }}' } }, { query: 'select @b' }]", "LGS2117 the query binds `@b`, and `params` has no `b`")]
    [InlineData("postgres", "statements: '${{ inputs.x }}'", "LGS2209 `statements` is fixed with the definition, so that no template may stand in its place")]
    [InlineData("postgres", "statements: ['${{ inputs.x }}']", "LGS2209 a statement is fixed with the definition, so that no template may stand in its place")]
    [InlineData("postgres", "statements: [{ query: '${{ inputs.x }}' }]", "LGS2209 `query` is fixed with the definition, so that no template may stand in it")]
    [InlineData("postgres", "statements: []", "LGS2106 `statements` list may not be empty")]
    [InlineData("redis", "command: subscribe, args: [a]", "LGS2119 `SUBSCRIBE` is no command for a node")]
    [InlineData("redis", "commands: [{ command: GET, args: [a] }, { command: XREAD, args: [block, 0, streams, a, 0] }]", "LGS2119 `XREAD` with BLOCK is no command for a node")]
    [InlineData("redis", "command: XREAD, args: [streams, block, 0]", "")]
    [InlineData("redis", "args: [a]", "LGS2103 `command` is missing")]
    [InlineData("redis", "command: SET, args: [a, { base64: AAA= }]", "")]
    public void What_a_node_does_not_run_is_refused(string type, string with, string told) =>
        Assert.Equal(told, string.Join("; ", Loading.Yaml($$$"""
            name: one
            inputs:
              x: { type: any }
            nodes:
              read: { type: {{{type}}}, timeout: 5s, with: { connection: oms, {{{with}}} } }
            """).Faults.Where(fault => fault.Severity == Severity.Error).Select(fault => $"{fault.Code} {fault.Message}")));

    [Theory]
    [InlineData("select /* a /* b */ @c */ 1, '$1', $$ $2 $$, $q$ ? $q$, foo$1")]
    [InlineData("select data ? 'a', data ?| array['b'], data ?& array['c'], data ? @x, x @? '$.a' from t where (a ? 'b')")]
    public void Comments_within_comments_and_operators_are_told_apart_in_PostgreSQL(string query) =>
        Assert.Equal("", Told("postgres", query, query.Contains("? @x", StringComparison.Ordinal) ? "{ x: 1 }" : "{}"));

    [Fact]
    public void Values_that_are_read_are_not_known() => Assert.Equal("", Told("postgres", "select @a", "${{ inputs.x }}"));

    [Fact]
    public void A_missing_value_is_told_at_its_place_in_the_query()
    {
        var fault = Assert.Single(Loading.Yaml("""
            name: one
            nodes:
              read:
                type: postgres
                timeout: 5s
                with:
                  connection: oms
                  query: |
                    select a -- @not_this
                    from b where c = @c
            """).Faults);

        Assert.Equal((CoreCodes.UnboundParameter, Severity.Error, 10, 26, 2), (fault.Code, fault.Severity, fault.Line, fault.Column, fault.Length));
    }

    [Theory]
    [InlineData("/* first */ -- then\n select 1")]
    [InlineData("-- a\n-- b\nselect 1")]
    public void A_query_that_reads_has_no_effect_whatever_comments_stand_before_it(string query) => Assert.Equal("", Told("postgres", query, "{}", timeout: false));

    private static string Told(string type, string query, string values, bool timeout = true) => string.Join("; ", Loading.Yaml($$$"""
        name: one
        inputs:
          x: { type: object }
        nodes:
          read:
            type: {{{type}}}
            {{{(timeout ? "timeout: 5s" : "description: x")}}}
            with:
              connection: oms
              query: "{{{query.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}}}"
              params: {{{(values[0] == '$' ? $"\"{values}\"" : values)}}}
        """).Faults.Where(fault => fault.Code != CoreCodes.UnusedInput).Select(fault => $"{fault.Code} {fault.Message}: {fault.Hint}"));
}
