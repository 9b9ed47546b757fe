using System.Reflection;
using Logos.Architecture.Tests.Code;
using Logos.Rules.Faults;

namespace Logos.Architecture.Tests.Errors;

/// <summary>The one place of a project where its error codes stand: a static class with constants and the list of what they mean.</summary>
internal sealed record Catalog(Type Type, IReadOnlyList<ErrorCode> Entries, IReadOnlyDictionary<string, string> Constants)
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;

    public static IReadOnlyList<Catalog> All { get; } =
    [
        .. from type in ProductTypes.All
           where type is { IsAbstract: true, IsSealed: true }
           let entries = EntriesOf(type)
           where entries is not null
           select new Catalog(type, entries, ConstantsOf(type)),
    ];

    private static IReadOnlyList<ErrorCode>? EntriesOf(Type type) =>
        (type.GetProperty("All", Static)?.GetValue(null) ?? type.GetField("All", Static)?.GetValue(null)) as IReadOnlyList<ErrorCode>;

    // A constant is the code itself, or the whole entry.
    private static Dictionary<string, string> ConstantsOf(Type type) =>
        type.GetFields(Static)
            .Where(x => x.IsLiteral || x.IsInitOnly)
            .Select(x => (x.Name, Value: x.GetValue(null)))
            .Where(x => x.Value is string or ErrorCode)
            .ToDictionary(x => x.Name, x => x.Value as string ?? ((ErrorCode)x.Value!).Code);
}
