using Logos.Core.Orchestration;
using Logos.Gateway.Failures;
using Logos.Gateway.Schedules;
using Logos.Gateway.Webhooks;

namespace Logos.Gateway.Starting;

/// <summary>Tags that say what started an execution. The server goes by them: a backfill by the times of a schedule, failures by whose they are.</summary>
internal static class SystemTags
{
    public static readonly IReadOnlyList<string> All = [ScheduleRounds.ScheduleTag, ScheduleRounds.TimeTag, FailureRounds.Tag, HookEndpoint.WebhookTag, HookEndpoint.DeliveryTag];

    /// <summary>Of what somebody asks for who is none of them, such as a run of the same once more.</summary>
    public static Submission Without(Submission submission) => submission.Head.Tags.Keys.Any(IsOne)
        ? submission with { Head = submission.Head with { Tags = submission.Head.Tags.Where(tag => !IsOne(tag.Key)).ToDictionary(StringComparer.Ordinal) } }
        : submission;

    public static bool IsOne(string key) => All.Contains(key, StringComparer.Ordinal);
}
