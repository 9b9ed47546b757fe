using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Tests.Console;

public sealed class HtmlWriterTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onload=\"x", "&quot; onload=&quot;x")]
    [InlineData("' onload='x", "&#39; onload=&#39;x")]
    [InlineData("a & b &lt;", "a &amp; b &amp;lt;")]
    [InlineData("nul\0esc\u001b[31m", "nul\ufffdesc\ufffd[31m")]
    [InlineData("line\nand\ttab", "line\nand\ttab")]
    [InlineData("zwölf 🦉", "zwölf 🦉")]
    [InlineData(null, "")]
    public void What_fills_a_hole_is_data(string? text, string written)
    {
        var html = new HtmlWriter();

        html.Write($"<p title=\"{text}\">{text}</p>");

        Assert.Equal($"<p title=\"{written}\">{written}</p>", html.ToString());
    }

    [Fact]
    public void What_turns_text_around_is_shown_and_turns_nothing_and_forms_send_back_what_was_typed()
    {
        const string text = "invoice\u202efdp.exe\u2066\u202c";
        var html = new HtmlWriter();

        html.Write($"<p>{text}</p><input value=\"{text}\"><textarea id=\"{text}\" rows=\"2\">\n{text}</textarea><p>{text.AsSpan()}{text}</p>");

        const string shown = "invoice\ufffdfdp.exe\ufffd\ufffd";
        Assert.Equal($"<p>{shown}</p><input value=\"{text}\"><textarea id=\"{text}\" rows=\"2\">\n{text}</textarea><p>{shown}{shown}</p>", html.ToString());
    }

    [Fact]
    public void Names_between_backticks_are_code_and_still_data()
    {
        var html = new HtmlWriter();

        Prose.Write(html, "`<b>` is no `name` and `this stays");

        Assert.Equal("<code>&lt;b&gt;</code> is no <code>name</code> and `this stays", html.ToString());
    }

    [Theory]
    [InlineData("javascript:alert(1)", "/graphs/javascript%3Aalert%281%29")]
    [InlineData("//evil.example", "/graphs/%2F%2Fevil.example")]
    [InlineData("a?b#c\"", "/graphs/a%3Fb%23c%22")]
    public void A_name_in_an_address_leads_nowhere_else(string name, string path) => Assert.Equal(path, Link.To("graphs", name).Path);

    [Theory]
    [InlineData("/executions?status=failed", "/executions?status=failed")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void The_way_back_stays_on_this_server(string? given, string path) => Assert.Equal(path, Link.Back(given).Path);
}
