using Logos.Orchestrator.Tests.Crashes;
using Xunit.Runner.InProc.SystemConsole;

return args is ["load", var folder]
    ? await LoadedProcess.RunAsync(folder)
    : await ConsoleRunner.Run(args);
