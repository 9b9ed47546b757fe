using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Cli.Up;

namespace Logos.Cli.Client;

/// <summary>Which server a command talks to, as whom, and where both are from.</summary>
internal sealed record Destination(Uri Server, string? Token, string TokenFrom)
{
    private const string Hint = "an address is written http://HOST:PORT, and for a server elsewhere https://HOST";

    private static readonly SizeLimit TokenSize = new(4096, "a token is one line");

    /// <summary>The option comes before the environment, and that before what `logos login` has kept.</summary>
    public static Destination Find(string? server, string? tokenFile, Terminal terminal)
    {
        var given = server ?? Variable("LOGOS_SERVER", terminal);
        var login = given is not null && (tokenFile ?? Variable("LOGOS_TOKEN", terminal)) is not null ? null : Login.Read(terminal);
        var address = given is not null ? Parse(given) : login?.Server ?? new(UpCommand.Address);
        if (tokenFile is not null)
            return new(address, TokenIn(tokenFile, terminal), $"the file {tokenFile}");
        if (Variable("LOGOS_TOKEN", terminal) is { } token)
            return new(address, Sound(token.Trim(), "LOGOS_TOKEN"), "LOGOS_TOKEN");
        // A kept token is for the server that it was given for, and for no other.
        return login is not null && login.Server == address ? new(address, login.Token, "`logos login`") : new(address, null, "");
    }

    public static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw new ClientFaultException(CliCodes.BadAddress, $"`{text}` is no address of a server", Hint);
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new ClientFaultException(CliCodes.BadAddress, "the address of a server has no account, no query and no fragment", Hint);
        return uri.AbsolutePath.EndsWith('/') ? uri : new(uri + "/");
    }

    public static string TokenIn(string file, Terminal terminal)
    {
        if (InputFile.Read(file, TokenSize, terminal, out var unreadable) is not { } source)
            throw new ClientFaultException([unreadable!]);
        return Sound(source.Text.Trim(), InputFile.NameOf(file));
    }

    public static string Sound(string token, string from) => token.Length > 0 && token.All(c => c is > ' ' and < '\u007F')
        ? token
        : throw new ClientFaultException(CliCodes.BadToken, $"{from} holds no token: a token is one line without spaces", "`logos token new` prints one");

    private static string? Variable(string name, Terminal terminal) => terminal.Variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
