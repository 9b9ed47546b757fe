using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;
using Logos.Gateway.Access;

namespace Logos.Cli.Up;

/// <summary>What a server says of itself when it is ready.</summary>
/// <param name="Welcome">Null where nobody is asked who they are.</param>
internal sealed record Announcement(string Address, string Folder, Welcome? Welcome)
{
    /// <summary>Of a cluster: where each of its gateways is.</summary>
    public IReadOnlyList<string>? Gateways { get; init; }

    /// <summary>Of a cluster: it has brought its servers along.</summary>
    public bool HasServers { get; init; }

    public string? Token => Welcome?.FirstToken;

    private string? SignIn => Welcome is null ? null : Address + Welcome.SignInPath;

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
        if (Gateways is not null)
        {
            to.WriteStartArray("gateways");
            foreach (var gateway in Gateways)
                to.WriteStringValue(gateway);
            to.WriteEndArray();
        }

        if (Welcome is null)
            to.WriteBoolean("no_auth", true);
        if (SignIn is not null)
            to.WriteString("sign_in", SignIn);
        if (Token is not null)
            to.WriteString("token", Token);
    }

    private void Tell(TextWriter to, Ink ink)
    {
        to.WriteLine($"{ink.Green("Logos is ready at")} {ink.Bold(Address)}");
        to.WriteLine();
        if (Gateways is { Count: > 1 })
            to.WriteLine($"  gateways     {string.Join("\n               ", Gateways)}\n               {ink.Dim("their ports are counted up from that of --urls")}");
        if (Welcome is null)
            to.WriteLine($"  {ink.Yellow("no sign-in")}   whoever reaches this machine's loopback may do everything, and answer every approval (--no-auth)");
        if (SignIn is not null)
            to.WriteLine($"  sign in      {SignIn}\n               {ink.Dim($"opens the console, once, within {Duration.Format(Welcome!.LinkAge)}")}");
        if (Token is not null)
            to.WriteLine($"  admin token  {Token}\n               {ink.Dim("shown this once; `logos token new` makes another")}");
        to.WriteLine($"  data         {Visible.Of(Folder)}");
        if (HasServers)
            to.WriteLine($"  servers      {ink.Dim("where they listen, and their passwords, are in its servers.json")}");
        to.WriteLine();
        to.WriteLine("Next, in another terminal:");
        to.WriteLine();
        if (Welcome is not null)
            to.WriteLine($"  logos login {Address}{ink.Dim(Token is null ? "" : "   # asks for the token")}");
        to.WriteLine("  logos new hello && logos submit hello.yaml && logos execute hello");
        to.WriteLine();
        to.WriteLine(ink.Dim("Ctrl-C stops it; what has not ended goes on at the next start."));
    }
}
