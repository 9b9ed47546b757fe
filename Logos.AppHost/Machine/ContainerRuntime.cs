using System.ComponentModel;

namespace Logos.AppHost.Machine;

/// <summary>Docker or Podman, as Aspire would use them.</summary>
internal static class ContainerRuntime
{
    // A daemon that is just being woken takes a while; one that is away says so at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Usual = ["docker", "podman"];

    /// <returns>Null when one answers; else what each of them said.</returns>
    public static Task<string?> WhyNotAsync() =>
        WhyNotAsync(Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } named ? [named] : Usual, Patience);

    /// <param name="runtimes">Programs that might be one.</param>
    /// <param name="patience">How long each may take to answer.</param>
    public static async Task<string?> WhyNotAsync(IReadOnlyList<string> runtimes, TimeSpan patience)
    {
        var said = await Task.WhenAll(runtimes.Select(runtime => AskAsync(runtime, patience)));
        return said.Contains(null) ? null : string.Join("; ", said);
    }

    private static async Task<string?> AskAsync(string runtime, TimeSpan patience)
    {
        try
        {
            // Needs the daemon, and tells nothing of what runs there.
            var answer = await Answer.OfAsync(runtime, ["container", "ls", "--last", "1", "--quiet"], new Dictionary<string, string>(), patience, CancellationToken.None);
            return answer.Code == 0 ? null : $"{runtime} ends with {answer.Code}: {answer.Trouble}";
        }
        catch (Win32Exception)
        {
            return $"{runtime} is not installed";
        }
        catch (TimeoutException e)
        {
            return e.Message;
        }
    }
}
