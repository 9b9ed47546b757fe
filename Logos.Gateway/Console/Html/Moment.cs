using System.Globalization;

namespace Logos.Gateway.Console.Html;

/// <summary>Times and lengths of time as people read them. The script tells times anew in the reader's own zone.</summary>
internal static class Moment
{
    public static void Write(HtmlWriter html, DateTimeOffset at) =>
        html.Write($"<time datetime=\"{at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\">{at.UtcDateTime.ToString("d MMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}</time>");

    /// <summary>How long after the beginning something was.</summary>
    public static void WriteOffset(HtmlWriter html, DateTimeOffset at, DateTimeOffset from) =>
        html.Write($"<time class=\"offset\" datetime=\"{at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\" title=\"{at.UtcDateTime.ToString("d MMM yyyy HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture)}\">{(at - from < TimeSpan.FromMilliseconds(1) ? "0" : $"+{Words(at - from)}")}</time>");

    public static string Words(TimeSpan length) => length switch
    {
        { TotalMilliseconds: < 1 } => "under 1 ms",
        { TotalSeconds: < 1 } => $"{length.TotalMilliseconds:0} ms",
        { TotalMinutes: < 1 } => $"{length.TotalSeconds:0.0} s",
        { TotalHours: < 1 } => $"{(int)length.TotalMinutes} min {length.Seconds} s",
        { TotalDays: < 1 } => $"{(int)length.TotalHours} h {length.Minutes} min",
        _ => $"{(int)length.TotalDays} d {length.Hours} h",
    };

    public static string Bytes(long count) => count switch
    {
        < 1024 => $"{count} bytes",
        < 1024 * 1024 => $"{count / 1024.0:0.#} KiB",
        _ => $"{count / 1024.0 / 1024.0:0.#} MiB",
    };
}
