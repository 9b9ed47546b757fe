using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Logos.Benchmarks;

return args switch
{
    ["--smoke", .. var rest] => Smoke.Run(rest.FirstOrDefault("")),
    ["--short", .. var rest] => Measure(Job.ShortRun, rest),
    _ => Measure(Job.Default, args),
};

static int Measure(Job job, string[] args)
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(Measuring).Assembly).Run(args, Measuring.With(job)).ToList();
    return summaries.Exists(x => x.HasCriticalValidationErrors || x.Reports.Any(r => !r.Success)) ? 1 : 0;
}
