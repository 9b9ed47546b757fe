using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Cluster;

/// <summary>What a cluster says of itself when it is ready.</summary>
/// <param name="Gateways">Their addresses.</param>
/// <param name="Token">An admin's, shown this once; null when there were tokens before.</param>
internal sealed record ClusterAnnouncement(IReadOnlyList<string> Gateways, string Folder, string? Token, bool NoAuth, bool AreServersOwn)
{
    private string Address => Gateways[0];

    public void Print(Terminal terminal, bool json)
    {
        if (json)
            JsonLine.Print(terminal.Output, Write);
        else
            Tell(terminal.Output, terminal.OutputInk);
        terminal.Output.Flush();
    }

    private void Write(System.Text.Json.Utf8JsonWriter to)
    {
        to.WriteString("address", Address);
        to.WriteStartArray("gateways");
        foreach (var gateway in Gateways)
            to.WriteStringValue(gateway);
        to.WriteEndArray();
        if (NoAuth)
            to.WriteBoolean("no_auth", true);
        if (Token is not null)
            to.WriteString("token", Token);
    }

    private void Tell(TextWriter to, Ink ink)
    {
        to.WriteLine($"{ink.Green("Logos is ready at")} {ink.Bold(Address)}");
        to.WriteLine();
        if (Gateways.Count > 1)
            to.WriteLine($"  gateways     {string.Join("\n               ", Gateways)}");
        if (NoAuth)
            to.WriteLine($"  {ink.Yellow("no sign-in")}   whoever reaches this machine's loopback may do everything, and answer every approval (--no-auth)");
        else
            to.WriteLine($"  sign in      {Address}/sign-in\n               {ink.Dim("opens the console, with a token")}");
        if (Token is not null)
            to.WriteLine($"  admin token  {Token}\n               {ink.Dim("shown this once; `logos token new` makes another")}");
        to.WriteLine($"  data         {Visible.Of(Folder)}");
        if (AreServersOwn)
            to.WriteLine($"  servers      {ink.Dim("where they listen, and their passwords, are in its servers.json")}");
        to.WriteLine();
        to.WriteLine("Next, in another terminal:");
        to.WriteLine();
        if (!NoAuth)
            to.WriteLine($"  logos login {Address}{ink.Dim(Token is null ? "" : "   # asks for the token")}");
        to.WriteLine("  logos new hello && logos submit hello.yaml && logos execute hello");
        to.WriteLine();
        to.WriteLine(ink.Dim("Ctrl-C stops it; what has not ended goes on at the next start."));
    }
}
