using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Problems;

/// <summary>Turns what is thrown, and answers without a body, into problem details.</summary>
internal static class ProblemMiddleware
{
    public static void Use(IApplicationBuilder app)
    {
        var translations = app.ApplicationServices.GetServices<ProblemTranslation>().ToArray();
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Logos.Requests");
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // Nobody is there any more to be told.
                return;
            }
            catch (Exception e)
            {
                var problem = translations.Select(translation => translation(e)).FirstOrDefault(each => each is not null) ?? Of(e);
                if (problem.Status == StatusCodes.Status500InternalServerError)
                    Log.Unforeseen(logger, context.Request.Method, RouteOf(context), e);
                // What has begun to be answered can only be broken off, so that its reader sees that it is not whole.
                if (context.Response.HasStarted)
                    context.Abort();
                else
                    await AnswerAsync(context, problem);
                return;
            }

            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } && OfStatus(context) is { } told)
                await told.ExecuteAsync(context);
        });
    }

    private static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        var requestId = context.Response.Headers[RequestId.Header];
        context.Response.Clear();
        context.Response.Headers[RequestId.Header] = requestId;
        await problem.ExecuteAsync(context);
    }

    private static Problem Of(Exception e) => e switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } bad => new(413, ServiceCodes.BodyTooLarge, bad.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new(408, ServiceCodes.TooSlow, "the body did not come in time"),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } bad => new(415, ServiceCodes.WrongContent, bad.Message),
        BadHttpRequestException bad => new(bad.StatusCode, ServiceCodes.BadRequest, bad.Message),
        _ => new(500, ServiceCodes.Unforeseen, "the server met something it did not foresee") { Hint = "the log has the reason, beside this request id" },
    };

    private static Problem? OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        404 => new(404, ServiceCodes.NoSuchRoute, "there is no such route"),
        405 => new(405, ServiceCodes.NotAllowed, $"the route does not take {context.Request.Method}"),
        413 => new(413, ServiceCodes.BodyTooLarge, "the body is too large"),
        415 => new(415, ServiceCodes.WrongContent, "the body is of a type that the route does not take"),
        400 => new(400, ServiceCodes.BadRequest, "the request cannot be read"),
        _ => null,
    };

    // The template, never the path: that may carry what nobody should read in a log.
    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "an unknown route";
}
