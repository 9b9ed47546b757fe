using System.Runtime.CompilerServices;
using Logos.Architecture.Tests.Projects;

namespace Logos.Architecture.Tests.Code;

internal static class ProductTypes
{
    /// <summary>Every type that somebody wrote, in every product assembly.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. Project.Product.Where(x => x.IsInServices).SelectMany(x => x.Load().GetTypes()).Where(IsWritten),
    ];

    // The compiler and its source generators mark their types, or give them names that C# does not allow.
    private static bool IsWritten(Type type) =>
        !type.FullName!.Contains('<', StringComparison.Ordinal)
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), false)
        && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false)
        && (type.DeclaringType is null || IsWritten(type.DeclaringType));
}
