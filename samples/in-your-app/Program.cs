using InYourApp;
using Logos.Orchestrator.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLogos();
var app = builder.Build();
app.MapQuotes();
app.Run();
