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
            html.Write($"<p class=\"none\">There are none.</p>\n");
        else
            List(html, schedules, mayChange);
        if (next is not null)
            html.Write($"<p class=\"pages\"><a href=\"{Link.To("schedules").With("after", next)}\" rel=\"next\">More</a></p>\n");
        if (mayChange)
            Form(html, graphs, typed);
    })
    {
        Place = "/schedules",
        At = Link.To("schedules"),
    };

    private static void List(HtmlWriter html, IReadOnlyList<Schedule> schedules, bool mayChange)
    {
        html.Write($"<table><caption class=\"unseen\">Schedules, the newest first</caption>\n<thead><tr><th>Name</th><th>Graph</th><th>When</th><th>Next</th><th>Last</th><th></th></tr></thead>\n<tbody>\n");
        foreach (var schedule in schedules)
        {
            html.Write($"<tr><td>{schedule.Name}</td><td><a href=\"{Link.To("graphs", schedule.Graph)}\">{schedule.Graph}</a></td><td><code>{schedule.Cron}</code> <span class=\"takes\">{schedule.TimeZone}</span></td><td>");
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
            html.Write($"</td><td>");
            if (mayChange)
            {
                Button(html, schedule, schedule.Enabled ? "pause" : "resume", schedule.Enabled ? "Pause" : "Resume");
                Button(html, schedule, "delete", "Delete");
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
        FieldDrawing.Summary(html, typed, ["name", "graph", "cron", "time_zone", "inputs"]);
        Line(html, typed, "name", "Name", "");
        html.Write($"<div class=\"field\"><label for=\"graph\">Graph</label><select id=\"graph\" name=\"graph\">\n");
        foreach (var graph in graphs)
            html.Write($"<option{(graph == typed["graph"] ? " selected" : "")}>{graph}</option>\n");
        html.Write($"</select>\n");
        FieldDrawing.Faults(html, "graph", [.. typed.FaultsOf("graph")]);
        html.Write($"</div>\n");
        Line(html, typed, "cron", "When", "minute, hour, day, month, weekday: 0 6 * * 1-5");
        Line(html, typed, "time_zone", "Time zone", "such as Europe/Berlin; empty is UTC");
        html.Write($"""
            <div class="field{(typed.FaultsOf("inputs").Any() ? " bad" : "")}"><label for="inputs">Inputs <span class="takes">a map, as JSON</span></label>
            <textarea id="inputs" name="inputs" rows="3" class="mono" spellcheck="false">
            {typed["inputs"]}</textarea>

            """);
        FieldDrawing.Faults(html, "inputs", [.. typed.FaultsOf("inputs")]);
        html.Write($"</div>\n<p class=\"buttons\"><button class=\"good\">Make it</button></p>\n</form></section>\n");
    }

    private static void Line(HtmlWriter html, Typed typed, string name, string words, string takes)
    {
        var isBad = typed.FaultsOf(name).Any();
        html.Write($"<div class=\"field{(isBad ? " bad" : "")}\"><label for=\"{name}\">{words} <span class=\"takes\">{takes}</span></label>\n<input id=\"{name}\" name=\"{name}\" value=\"{typed[name]}\" autocomplete=\"off\"{(isBad ? " aria-invalid=true" : "")}>\n");
        FieldDrawing.Faults(html, name, [.. typed.FaultsOf(name)]);
        html.Write($"</div>\n");
    }
}
