using System.Text.Json;

namespace Logos.Cli.Client;

/// <summary>One of a server's events: <c>node.succeeded</c> and the like.</summary>
internal sealed record ServerEvent(string Name, JsonElement Data);
