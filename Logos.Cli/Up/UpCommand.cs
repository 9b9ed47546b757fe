using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Up;

/// <summary><c>logos up</c></summary>
internal static class UpCommand
{
    public static Command Create(Terminal terminal)
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5050" };
        var data = new Option<string>("--data") { Description = "The folder that keeps everything", HelpName = "DIR", DefaultValueFactory = _ => "logos-data" };
        var noAuth = CommonOptions.Flag("--no-auth", "Ask nobody who they are; on loopback alone");
        var command = new CliCommand("up", "Start the server: gateway, engine and workers in this process")
        {
            Examples = [new("logos up", "on http://127.0.0.1:5050, with its data in logos-data"), new("logos up --urls http://127.0.0.1:8080 --data /srv/logos", "elsewhere")],
        };
        command.Add(urls);
        command.Add(data);
        command.Add(noAuth);
        command.SetAction((parsed, cancellationToken) => new Server(terminal)
        {
            Urls = parsed.GetRequiredValue(urls),
            Data = parsed.GetRequiredValue(data),
            NoAuth = parsed.GetValue(noAuth),
        }.RunAsync(cancellationToken));
        return command;
    }
}
