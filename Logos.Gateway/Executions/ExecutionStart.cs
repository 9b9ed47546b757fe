using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Executions;

/// <summary>Inserts an execution, once for a key, and answers for it: at once, or when it has ended.</summary>
internal sealed class ExecutionStart(EngineEnd end, Admission admission, StandingCaller standing, TimeProvider clock)
{
    /// <summary>Before anything is worked out for it.</summary>
    /// <returns>The answer, if the key has been used; nothing where it is new.</returns>
    public async ValueTask<IResult?> RepeatedAsync(HttpContext context, EngineAccess engine, IdempotencyKey key, TimeSpan? wait)
    {
        var kept = await key.FindAsync(engine.Documents, context.RequestAborted);
        if (kept.Refused is { } refused)
            return refused;
        if (kept.Value is not { Execution: { } execution })
            return kept.Value;
        context.Response.Headers[IdempotencyKey.Replayed] = "true";
        return wait is null ? Accepted(execution) : await AwaitedAsync(context, engine, execution, wait.Value);
    }

    public async ValueTask<IResult> SubmitAsync(HttpContext context, EngineAccess engine, Submission submission, IdempotencyKey? key, TimeSpan? wait)
    {
        var execution = submission.Head.Id;
        if (key is not null)
            submission = submission with { Writes = [key.Write(KeptAnswer.Of(execution))] };
        // Beside each other: from the first event on, so that nothing is missed that is told before the subscription stands.
        var subscribing = wait is null ? null : engine.Feed.SubscribeAsync(execution, 0, context.RequestAborted).AsTask();
        var submitting = admission.SubmitAsync(engine, submission, context.RequestAborted).AsTask();
        await using var feed = subscribing is null ? null : await subscribing;
        // What a feed loses before anybody listens to it, nobody is told.
        var mayBeLate = submitting.IsCompleted;
        var (isInserted, refused) = await submitting;
        if (refused is not null)
            return refused;
        if (!isInserted)
            return (await RepeatedAsync(context, engine, key!, wait))!;
        return feed is null
            ? Accepted(execution)
            : await AwaitedAsync(context, engine, execution, feed, mayBeLate, wait!.Value);
    }

    private async ValueTask<IResult> AwaitedAsync(HttpContext context, EngineAccess engine, Guid execution, TimeSpan wait)
    {
        await using var feed = await engine.Feed.SubscribeAsync(execution, null, context.RequestAborted);
        return await AwaitedAsync(context, engine, execution, feed, mayBeLate: true, wait);
    }

    /// <param name="mayBeLate">Whether it may have ended before it was subscribed to.</param>
    private async ValueTask<IResult> AwaitedAsync(HttpContext context, EngineAccess engine, Guid execution, IFeedSubscription feed, bool mayBeLate, TimeSpan wait)
    {
        var row = mayBeLate ? await ExecutionWait.EndedAsync(engine, execution, context.RequestAborted) : null;
        row ??= await ExecutionWait.ForEndAsync(engine, feed, execution, wait, clock, end.Of(engine), context.RequestAborted);
        return await AnswerAsync(context, engine, execution, row);
    }

    private async ValueTask<IResult> AnswerAsync(HttpContext context, EngineAccess engine, Guid execution, ExecutionRow? ended)
    {
        // While it waited, what it was let in with may have gone: then it is told nothing more, as a stream is.
        var isStill = standing.IsStillAsync(context, (await RequestCaller.BindAsync(context))!, engine).AsTask();
        // A feed over a server tells how it ended, and leaves what it came to with the store.
        if (ended is { Status: ExecutionStatus.Completed, Results: null })
            ended = await ExecutionWait.EndedAsync(engine, execution, context.RequestAborted);
        if (!await isStill)
            return AccessMiddleware.Gone(context);
        if (ended is null)
            return Accepted(execution);
        var results = await ExecutionLookup.ResultsAsync(engine.Values, ended.Results, context.RequestAborted);
        return TypedResults.Ok(new Finished(execution, Wire.Name(ended.Status), results, FailureInfo.Of(ended.Error), Links.Of(execution)));
    }

    private static IResult Accepted(Guid execution) => TypedResults.Accepted(Links.Path(execution), Started.Of(execution));
}
