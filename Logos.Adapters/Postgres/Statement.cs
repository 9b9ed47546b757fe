using Npgsql;

namespace Logos.Adapters.Postgres;

/// <summary>One statement, its parameters in the order of their numbers.</summary>
internal readonly struct Statement(string text, params NpgsqlParameter[] parameters)
{
    /// <summary>
    /// Before statements of owners and of whoever waits for them, which are the same all day. Left to itself the server plans anew each time what
    /// touches a table that is parted by months, which takes longer than doing it; and a plan that is made once must not go by how little there was then.
    /// </summary>
    public static Statement PlannedOnce { get; } = new(
        """
        select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
               set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
        """);

    public string Text { get; } = text;

    public NpgsqlParameter[] Parameters { get; } = parameters;

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
