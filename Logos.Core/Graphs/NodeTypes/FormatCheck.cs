using System.Globalization;
using System.Net.Mail;
using Logos.Core.Graphs.Definition;

namespace Logos.Core.Graphs.NodeTypes;

internal static class FormatCheck
{
    /// <returns>Null when the text has the form; otherwise words that follow the text itself.</returns>
    public static (string Words, string? Hint)? Complaint(string format, string text) => format switch
    {
        SchemaFormat.Uri when !IsUri(text) => ("is no address", "write it with its scheme: https://example.com/path"),
        SchemaFormat.Email when !MailAddress.TryCreate(text, out _) => ("is no e-mail address", null),
        SchemaFormat.Date when !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => ("is no date", "write 2026-01-31"),
        SchemaFormat.DateTime when !IsDateTime(text) => ("is no time", "write 2026-01-31T08:00:00Z"),
        SchemaFormat.Uuid when !Guid.TryParseExact(text, "D", out _) => ("is no UUID", null),
        SchemaFormat.Duration when !Duration.TryParse(text, out _) => ("is no duration", "a whole number and ms, s, m, h or d: 200ms, 30s, 5m, 2h, 1d"),
        _ => null,
    };

    // A path such as /orders is absolute to Uri on Unix, and means a file.
    private static bool IsUri(string text) => text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out _);

    private static bool IsDateTime(string text) =>
        text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
