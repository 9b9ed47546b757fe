using BenchmarkDotNet.Running;
using Logos.Benchmarks;

if (args is ["--smoke", .. var rest])
{
    return Smoke.Run(rest);
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Smoke).Assembly).Run(args, Measuring.Config());
return summaries.Any(x => x.HasCriticalValidationErrors || x.Reports.Any(r => !r.Success)) ? 1 : 0;
