using Logos.Adapters.Tests.Embedded;
using Logos.Adapters.Tests.Journal;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    ["append", var folder] => await AppendingProcess.Run(folder),
    ["remember"] => await MemoryProcess.Run(),
    ["keep"] => await DocumentProcess.Run(),
    _ => await ConsoleRunner.Run(args),
};
