using Logos.Simulation.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is ["simulate", .. var rest]
    ? SimulateCommand.Run(rest)
    : await ConsoleRunner.Run(args);
