using Logos.FaultyWorker;
using Logos.Workers.Nodes;
using Logos.Workers.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

return await (WorkersService.Program with { Add = Add }).RunAsync(args);

static void Add(WebApplicationBuilder builder)
{
    if (builder.Configuration.GetValue("CLOCK_OFF_BY", TimeSpan.Zero) is var off && off != TimeSpan.Zero)
        builder.Services.AddSingleton<TimeProvider>(new WrongClock(off));
    builder.AddLogosNode<Poison>("poison").AddLogosNode<Slow>("slow", configure: type => type with { DefaultTimeout = TimeSpan.FromMinutes(10) });
    builder.AddLogosWorkersService();
}
