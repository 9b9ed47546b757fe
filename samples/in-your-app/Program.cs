using InYourApp;
using Logos.Orchestrator.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddLogos();
builder.Services.AddProblemDetails();
// Without these a body that lacks `customer` would become an order without one.
builder.Services.ConfigureHttpJsonOptions(json => (json.SerializerOptions.RespectNullableAnnotations, json.SerializerOptions.RespectRequiredConstructorParameters) = (true, true));
// In development too a body that does not fit is answered, and not thrown.
builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
var app = builder.Build();
app.UseStatusCodePages();
app.MapQuotes();
app.Run();
