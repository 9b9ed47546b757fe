using Logos.Adapters.Tests.Journal;
using Xunit.Runner.InProc.SystemConsole;

return args is ["append", var folder]
    ? await AppendingProcess.Run(folder)
    : await ConsoleRunner.Run(args);
