using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Schedules;

namespace Logos.Gateway.Console.Settings;

/// <summary>The schedules of a workspace, and the form that makes one.</summary>
internal static class SchedulePage
{
    public static Page Of(IReadOnlyList<Schedule> schedules, string? next, IReadOnlyList<string> graphs, bool mayChange, Typed typed) => new("Schedules", html =>
    {
        html.Write($"<h1>Schedules</h1>\n");
        if (schedules.Count == 0)
            html.Write($"<p class=\"none\">None yet. A schedule starts a graph at the times that it names, such as every weekday at six.</p>\n");
        else
            List(html, schedules, mayChange);
        if (next is not null)
            html.Write($"<p class=\"pages\"><a href=\"{Link.To("schedules").With("after", next)}\" rel=\"next\">More</a></p>\n");
        if (mayChange && graphs.Count > 0)
            Form(html, graphs, typed);
        else if (mayChange)
            html.Write($"<p class=\"note\">There is no graph yet that one could start: <a href=\"/submit\">submit a graph</a> first.</p>\n");
    })
    {
        Place = "/schedules",
        IsFoundAgain = typed.IsFresh,
        At = Link.To("schedules"),
    };

    private static void List(HtmlWriter html, IReadOnlyList<Schedule> schedules, bool mayChange)
    {
        html.Write($"<table><caption class=\"unseen\">Schedules, the newest first</caption>\n<thead><tr><th>Name</th><th>Graph</th><th>When</th><th>Next</th><th>Last</th><th><span class=\"unseen\">Change</span></th></tr></thead>\n<tbody>\n");
        foreach (var schedule in schedules)
        {
            html.Write($"<tr><td class=\"name\">{schedule.Name}</td><td><a href=\"{Link.To("graphs", schedule.Graph)}\">{schedule.Graph}</a></td><td><code>{schedule.Cron}</code> <span class=\"takes\">{schedule.TimeZone}</span></td><td>");
            if (!schedule.Enabled)
                html.Write($"paused");
            else if (schedule.NextFireAt is { } due)
                Moment.Write(html, due);
            html.Write($"</td><td>");
            if (schedule.LastFireAt is { } last)
                Moment.Write(html, last);
            if (schedule.LastExecutionId is { } execution)
                html.Write($" <a href=\"{Link.To("executions", execution.ToString())}\">execution</a>");
            if (schedule.LastError is { } error)
                html.Write($" <span class=\"wrong\">{error.Message} <code class=\"code\">{error.Code}</code></span>");
            html.Write($"</td><td class=\"acts\">");
            if (mayChange)
            {
                Button(html, schedule, schedule.Enabled ? "pause" : "resume", schedule.Enabled ? "Pause" : "Resume");
                Sure.Write(html, Link.To("schedules", schedule.Id.ToString(), "delete"), "Delete", schedule.Name, "Delete it for good");
            }

            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }

    private static void Button(HtmlWriter html, Schedule schedule, string what, string words) =>
        html.Write($"<form method=\"post\" action=\"{Link.To("schedules", schedule.Id.ToString(), what)}\"><button class=\"quiet\" aria-label=\"{words} {schedule.Name}\">{words}</button></form>");

    private static void Form(HtmlWriter html, IReadOnlyList<string> graphs, Typed typed)
    {
        html.Write($"<section aria-labelledby=\"new\"><h2 id=\"new\">A new schedule</h2>\n<form method=\"post\" action=\"/schedules\" class=\"run\" novalidate>\n");
        Once.Write(html);
        FieldDrawing.Summary(html, typed, ["name", "graph", "cron", "time_zone", "inputs"]);
        SettingField.Line(html, typed, "name", "Name", "", isRequired: true);
        SettingField.Choice(html, typed, "graph", "Graph", [.. graphs.Select(graph => (graph, graph))]);
        SettingField.Line(html, typed, "cron", "When", "minute, hour, day, month, weekday: 0 6 * * 1-5", isRequired: true);
        SettingField.Line(html, typed, "time_zone", "Time zone", "such as Europe/Berlin; empty is UTC");
        SettingField.Area(html, typed, "inputs", "Inputs", "a map, as JSON", 3);
        html.Write($"<p class=\"buttons\"><button class=\"good\">Make the schedule</button></p>\n</form></section>\n");
    }
}
