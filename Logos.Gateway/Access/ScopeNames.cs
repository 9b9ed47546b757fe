namespace Logos.Gateway.Access;

internal static class ScopeNames
{
    public static string Of(Scope scope) => scope switch
    {
        Scope.Read => "read",
        Scope.Run => "run",
        _ => "admin",
    };

    public static Scope? Read(string name) => name switch
    {
        "read" => Scope.Read,
        "run" => Scope.Run,
        "admin" => Scope.Admin,
        _ => null,
    };
}
