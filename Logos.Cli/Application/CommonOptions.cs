using System.CommandLine;

namespace Logos.Cli.Application;

internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one line of JSON for machines",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    public static Option<bool> Flag(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        Arity = ArgumentArity.Zero,
    };

    public static Option<bool> Strict() => Flag("--strict", "Let warnings fail as errors do");

    public static Argument<string> File(string description, string name = "FILE") => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
    };

    public static Argument<string[]> Files(string description) => new("FILE")
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
    };
}
