using Logos.Core.Orchestration;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Executions;

/// <summary>Where a form leads that starts an execution: to the one that it started, this time or before.</summary>
internal static class BegunPage
{
    public static async ValueTask<IResult> OfAsync(EngineAccess engine, Admission admission, Submission submission, IdempotencyKey? once, CancellationToken cancellationToken)
    {
        var id = submission.Head.Id;
        if (once is not null)
            submission = submission with { Writes = [once.Write(KeptAnswer.Of(id))] };
        var (isInserted, refused) = await admission.SubmitAsync(engine, submission, cancellationToken);
        if (refused is not null)
            return refused;
        // It came twice at the same moment.
        return SeeOther.At(Link.To("executions", (isInserted ? id : await once.StartedAsync(engine.Documents) ?? id).ToString()));
    }
}
