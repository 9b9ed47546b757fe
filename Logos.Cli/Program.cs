using Logos.Cli.Application;
using Logos.Cli.Terminals;

return CommandLine.Run(args, Terminal.OfThisProcess());

// Declared: the web framework would make it a public class.
internal sealed partial class Program;
