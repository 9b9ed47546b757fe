using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <summary>What a command came to, as it stands in a record.</summary>
internal static class VerdictRecord
{
    public static void Write(RecordWriter to, CommandVerdict verdict)
    {
        to.Id(verdict.Command);
        to.Number(verdict.Verdict.Status);
        to.Text(verdict.Verdict.Code);
        to.Text(verdict.Verdict.Message);
    }

    public static CommandVerdict Read(ref RecordReader from) => new(from.Id(), new(from.Int(), from.TextOrNull(), from.TextOrNull()));
}
