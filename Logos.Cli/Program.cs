using Logos.Cli.Application;
using Logos.Cli.Terminals;

return CommandLine.Run(args, Terminal.OfThisProcess());
