namespace Logos.Benchmarks;

/// <summary>A benchmark that starts a server of this machine. Where that is not installed, the test run leaves it out and says so.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsAttribute(string program) : Attribute
{
    public string Program => program;

    public bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
