namespace Logos.AppHost.Machine;

/// <summary>What the services run over, as <c>Logos:Infra</c> says or this machine allows.</summary>
/// <param name="Why">Why it is not containers, where nobody asked for something else; in words.</param>
internal sealed record InfraChoice(Infra Infra, string? Why = null)
{
    private const string Values = "auto, containers, native or process";

    /// <exception cref="InfraException">The setting is none, or this machine does not have what it says.</exception>
    public static Task<InfraChoice> MakeAsync(string? setting, bool isPublish) =>
        MakeAsync(setting, isPublish, ContainerRuntime.WhyNotAsync, LogosProgram.WhyNoServersAsync);

    /// <param name="setting">What was asked for.</param>
    /// <param name="isPublish">A manifest is written: a cluster has containers, whatever this machine has.</param>
    /// <param name="whyNoContainers">Null when containers can run here.</param>
    /// <param name="whyNoServers">Null when this machine has the servers.</param>
    public static async Task<InfraChoice> MakeAsync(string? setting, bool isPublish, Func<Task<string?>> whyNoContainers, Func<Task<string?>> whyNoServers)
    {
        if (isPublish)
            return new(Infra.Containers);
        switch (setting?.Trim().ToUpperInvariant())
        {
            case null or "" or "AUTO":
                break;
            case "CONTAINERS":
                return new(Infra.Containers);
            case "NATIVE":
                return await whyNoServers() is { } lacks ? throw new InfraException($"Logos:Infra is native, and this machine does not have the servers for it: {lacks}") : new(Infra.Native);
            case "PROCESS":
                return new(Infra.Process);
            default:
                throw new InfraException($"Logos:Infra is `{setting}`, and takes {Values}");
        }

        if (await whyNoContainers() is not { } noContainers)
            return new(Infra.Containers);
        return await whyNoServers() is { } noServers
            ? new(Infra.Process, $"There is no container runtime ({noContainers}), and this machine does not have the servers ({noServers}).")
            : new(Infra.Native, $"There is no container runtime ({noContainers}).");
    }
}
