using Logos.Adapters.Redis.Resp;
using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Redis;

/// <summary>A command with its arguments, each of which stays one whatever it holds.</summary>
internal sealed record RedisCommand(string Name, IReadOnlyList<Value> Arguments, RedisArgument[] Parts)
{
    /// <returns>What a node runs, in order.</returns>
    /// <exception cref="FailureException">One of them is not for nodes.</exception>
    public static IReadOnlyList<RedisCommand> Of(Value with) =>
        with["commands"] is { IsList: true } list ? [.. list.AsList().Select(One)] : [One(with)];

    private static RedisCommand One(Value with)
    {
        var name = with["command"].AsString().ToUpperInvariant();
        var arguments = with["args"] is { IsList: true } given ? given.AsList().ToList() : [];
        if (RedisCheck.Refusal(name, arguments.Where(argument => argument.IsString).Select(argument => argument.AsString())) is { } refused)
            throw FailureException.Permanent(WorkersCodes.NotForNodes, refused);
        return new(name, arguments, [name, .. arguments.Select(Part)]);
    }

    private static RedisArgument Part(Value argument)
    {
        if (!argument.IsMap)
            return argument.ToText();
        try
        {
            return Convert.FromBase64String(argument["base64"].AsString());
        }
        catch (FormatException)
        {
            throw FailureException.Permanent(WorkersCodes.BadBinding, "an argument's `base64` is no Base64");
        }
    }
}
