using System.Security.Cryptography;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Workers.Caching;

/// <summary>What an outcome depends on, as a hash: what a node was given stands in no key, its secrets least of all.</summary>
internal static class CacheKey
{
    private const string Prefix = "node:1:";

    /// <param name="scope">The names that the step's expressions read, with its secrets.</param>
    /// <exception cref="EvaluationException">The node's own key could not be evaluated.</exception>
    public static string Of(NodeTask task, TaskStep step, NodeType type, Value with, ValueMap scope, EvaluationOptions evaluation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, task.Workspace);
        Add(hash, step.Type);
        if (step.Cache!.Key is { } key)
        {
            // A key of the node's own says nothing of what the node is given: it holds for this node alone.
            Add(hash, task.Graph);
            Add(hash, step.Id);
            Add(hash, key.Evaluate(scope, evaluation));
        }
        else
        {
            Add(hash, with);
            foreach (var name in type.Deferred)
                Add(hash, step, name, scope);
        }

        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What the handler evaluates itself: how it is written, and all that it reads.
    private static void Add(IncrementalHash hash, TaskStep step, string name, ValueMap scope)
    {
        if (step.With[name] is not { } deferred)
            return;
        Add(hash, name);
        Add(hash, deferred.ToValue());
        foreach (var path in deferred.Formulas.SelectMany(formula => formula.Expression.Reads))
        {
            var read = ReadPath.Below(path);
            Add(hash, path.Root);
            Add(hash, read.IsAboutNode ? scope[path.Root] : Projection.Of(scope[path.Root], [read]));
        }
    }

    // With its length in front, so that no two lists of parts run together to the same bytes.
    private static void Add(IncrementalHash hash, Value part)
    {
        var json = ValueJson.WriteUtf8(part)!;
        hash.AppendData(BitConverter.GetBytes(json.Length));
        hash.AppendData(json);
    }
}
