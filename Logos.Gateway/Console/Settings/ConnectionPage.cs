using System.Text.Json.Nodes;
using Logos.Core.Connections;
using Logos.Core.Documents;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Settings;

/// <summary>The connections of a workspace, and the form that sets one.</summary>
internal static class ConnectionPage
{
    public static Page List(DocumentPage page, bool mayChange) => new("Connections", html =>
    {
        html.Write($"<h1>Connections</h1>\n<p class=\"about\">How databases and services are reached: a node names one, as in <code>connection: shop</code>. What is secret of them goes in, and never out.</p>\n");
        if (page.Items.Count == 0)
            html.Write($"<p class=\"none\">None yet. {(mayChange ? "Choose below what the first one is to." : "Whoever administers the workspace sets them.")}</p>\n");
        else
            Table(html, page, mayChange);
        if (!mayChange)
            return;
        html.Write($"<section aria-labelledby=\"new\"><h2 id=\"new\">A new connection</h2>\n<ul class=\"choices\">\n");
        foreach (var kind in ConnectionKind.All)
            html.Write($"<li><a class=\"button\" href=\"{Link.To("connections")}?type={kind.Type}\">{kind.Name}</a></li>\n");
        html.Write($"</ul></section>\n");
    })
    {
        Place = "/connections",
        At = Link.To("connections"),
    };

    public static Page New(ConnectionForm form, Typed typed) => new("A new connection", html =>
    {
        html.Write($"<p class=\"crumb\"><a href=\"/connections\">Connections</a></p>\n<h1>A new connection</h1>\n");
        Form(html, form, typed, null);
    })
    {
        Place = "/connections",
    };

    public static Page Change(Document document, ConnectionForm form, Typed typed) => new(document.Name, html =>
    {
        html.Write($"<p class=\"crumb\"><a href=\"/connections\">Connections</a></p>\n<div class=\"head\"><h1>{document.Name}</h1> <span class=\"takes\">{form.Before!.Type}, version {document.Version}</span></div>\n");
        Form(html, form, typed, document.Name);
        html.Write($"<div class=\"last\">");
        Sure.Write(html, Link.To("connections", document.Name, "delete"), "Delete", document.Name, "Delete it for good");
        html.Write($"</div>\n");
    })
    {
        Place = "/connections",
        At = Link.To("connections", document.Name),
    };

    private static void Form(HtmlWriter html, ConnectionForm form, Typed typed, string? name)
    {
        html.Write($"<form method=\"post\" action=\"/connections\" class=\"run\" autocomplete=\"off\" novalidate>\n");
        FieldDrawing.Summary(html, typed, ["name", "type", .. form.Fields.Select(field => field.Path), ConnectionForm.More]);
        if (name is null)
        {
            html.Write($"<input type=\"hidden\" name=\"kind\" value=\"{form.Kind.Type}\">\n");
            SettingField.Line(html, typed, "name", "Name", "by which nodes call it", isRequired: true);
        }
        else
        {
            html.Write($"<input type=\"hidden\" name=\"name\" value=\"{name}\"><input type=\"hidden\" name=\"change\" value=\"1\">\n");
        }

        if (name is null && form.Kind == ConnectionKind.Other)
            SettingField.Line(html, typed, "type", "Type", "a word in lower case, such as postgres", isRequired: true);
        else
            html.Write($"<input type=\"hidden\" name=\"type\" value=\"{form.Before?.Type ?? form.Kind.Type}\">\n");
        FieldDrawing.Fields(html, form.Fields, typed, "connection");
        SettingField.Area(html, typed, ConnectionForm.More, form.Fields.Count > 0 ? "More settings" : "Settings", "one a line, as name: value", 3);
        html.Write($"<p class=\"about\">A setting that is called a password, a token or a key is sealed, and shown to nobody. Any may name a secret instead: <code>${{{{ secrets.NAME }}}}</code>.</p>\n");
        html.Write($"<p class=\"buttons\"><button class=\"good\">{(name is null ? "Set the connection" : "Save")}</button> <a class=\"button\" href=\"/connections\">Leave it</a></p>\n</form>\n");
    }

    private static void Table(HtmlWriter html, DocumentPage page, bool mayChange)
    {
        html.Write($"<table><caption class=\"unseen\">Connections by name</caption>\n<thead><tr><th>Name</th><th>Type</th><th>Where</th><th>Secret</th><th>Changed</th></tr></thead>\n<tbody>\n");
        foreach (var document in page.Items)
        {
            var connection = Connection.Read(document);
            var shown = connection.Shown;
            html.Write($"<tr><td class=\"name\">");
            if (mayChange)
                html.Write($"<a href=\"{Link.To("connections", document.Name)}\">{document.Name}</a>");
            else
                html.Write($"{document.Name}");
            html.Write($"</td><td>{connection.Type}</td><td>{Where(shown)}</td><td class=\"takes\">{string.Join(", ", connection.Concealed.Order(StringComparer.Ordinal))}</td><td>");
            Moment.Write(html, document.ChangedAt);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
        if (page.Next is { } next)
            html.Write($"<p class=\"pages\"><a href=\"{Link.To("connections").With("after", next)}\" rel=\"next\">More</a></p>\n");
    }

    private static string Where(JsonObject settings)
    {
        var host = settings["host"]?.ToString() ?? settings["url"]?.ToString() ?? "";
        if (settings["port"]?.ToString() is { } port)
            host += $":{port}";
        return settings["database"]?.ToString() is { } database ? $"{host}/{database}" : host;
    }
}
