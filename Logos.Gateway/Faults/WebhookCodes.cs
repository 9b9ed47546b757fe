using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Webhooks.</summary>
public static class WebhookCodes
{
    public const string NoSuchWebhook = "LGS7280";
    public const string BadWebhook = "LGS7281";
    public const string BadSignature = "LGS7282";
    public const string InputsFailed = "LGS7283";
    public const string SecretUnreadable = "LGS7284";
    public const string UnreadableBody = "LGS7320";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NoSuchWebhook, "There is no such webhook", "`GET /api/v1/webhooks` lists those of the workspace; one that was deleted has no other address."),
        new(BadWebhook, "The webhook cannot be kept like this", "The message names the member and what it takes."),
        new(BadSignature, "The delivery is not signed as it should be", "Sign with the secret that was shown when the webhook was made. In its test mode, `GET /api/v1/webhooks/{id}` says what was wrong with the last delivery."),
        new(InputsFailed, "The webhook's inputs cannot be made from the delivery", "An expression of the webhook's `inputs` failed with what came. Its test mode shows what came."),
        new(SecretUnreadable, "The webhook's secret cannot be opened", "It was sealed with a key that the server does not have any more. Bring the key back, or make a new webhook."),
        new(UnreadableBody, "The delivery's body is JSON that no input can be", "It is nested deeper than 256 levels, or has a number that is too large, half a character, or a member that stands twice. What is no JSON at all is text, and taken."),
    ];
}
