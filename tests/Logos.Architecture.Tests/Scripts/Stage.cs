using System.Diagnostics;
using System.Globalization;

namespace Logos.Architecture.Tests.Scripts;

/// <summary>
/// A throw-away folder with test.sh in it, and around it programs that stand in for the SDK, for apt and for test
/// projects. The search path holds these and nothing else, so that what is missing here is missing on any machine.
/// </summary>
internal sealed class Stage : IDisposable
{
    private static readonly string[] Tools =
        ["bash", "sh", "env", "sed", "awk", "grep", "mkdir", "rm", "dirname", "basename", "cat", "tail", "timeout", "tr"];

    private readonly string _folder = Directory.CreateTempSubdirectory("logos-stage-").FullName;
    private readonly List<string> _projects = [];

    public Stage()
    {
        Directory.CreateDirectory(InFolder("path"));
        foreach (var tool in Tools)
        {
            var found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(x => Path.Combine(x, tool)).FirstOrDefault(File.Exists);
            Assert.True(found is not null, $"{tool} is not on the path.");
            File.CreateSymbolicLink(InFolder("path", tool), found);
        }

        File.Copy(Repository.PathTo("test.sh"), InFolder("test.sh"));
        File.Copy(Repository.PathTo("global.json"), InFolder("global.json"));
        Program("dotnet", "exit 0");
        Program("sudo", "shift\nexec \"$@\"");
    }

    public Stage Program(string name, string script)
    {
        Write(InFolder("path", name), "#!/bin/sh\n" + script + "\n");
        return this;
    }

    public Stage Without(string program)
    {
        File.Delete(InFolder("path", program));
        return this;
    }

    /// <summary>A row for the table of what tests need.</summary>
    public Stage Needs(string row)
    {
        var script = File.ReadAllText(InFolder("test.sh"));
        Write(InFolder("test.sh"), script.Replace("needs_table='\n", $"needs_table='\n    {row}\n", StringComparison.Ordinal));
        return this;
    }

    /// <summary>A test project that does as the script says; it sees its arguments as any program.</summary>
    public Stage Suite(string name, string script, string folder = "tests")
    {
        if (folder == "tests")
            name += ".Tests";
        return Project(name, script, folder);
    }

    /// <summary>A project, whatever its name.</summary>
    public Stage Project(string name, string script, string folder)
    {
        var project = $"{folder}/{name}/{name}.csproj";
        Write(InFolder(project), "");
        Write(InFolder("artifacts", "bin", name, "release", name), "#!/bin/sh\n" + script + "\n");
        _projects.Add($"\"{project}\"");
        Write(InFolder("Logos.Services.slnf"), string.Join("\n", _projects));
        return this;
    }

    /// <summary>A test project as xunit's runner shows it: totals, and tests by trait for those who ask.</summary>
    public Stage Suite(string name, int passed, int failed = 0, int skipped = 0, string? trait = null)
    {
        var totals = string.Create(CultureInfo.InvariantCulture, $"   {name}  Total: {passed + failed + skipped}, Errors: 0, Failed: {failed}, Skipped: {skipped}, Not Run: 0, Time: 0.1s");
        var (key, value) = trait?.Split('=') is [var k, var v] ? (k, v) : ("None", "none");
        return Suite(name, $"""
            echo "$0 $*" >> calls
            case "$*" in
              *"-list traits"*) echo '"{key}": ["{value}"]' ;;
              *"-list methods"*"-trait {key}={value}"*) echo 'Some.Class.Method' ;;
              *-list*) ;;
              *) {(failed > 0 ? "echo '    Some.Test [FAIL]'; echo '      because'; " : "")}echo '{totals}'; exit {(failed > 0 ? 1 : 0)} ;;
            esac
            """);
    }

    public async Task<Outcome> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(InFolder("path", "bash"), [InFolder("test.sh"), .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = InFolder("path");
        start.Environment["HOME"] = _folder;
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(bash.ExitCode, output, await error);
    }

    /// <summary>What the suites were called with.</summary>
    public string Calls() => File.ReadAllText(InFolder("calls"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string InFolder(params string[] parts) => Path.Combine([_folder, .. parts]);

    private static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    internal sealed record Outcome(int Exit, string Output, string Errors)
    {
        public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];
    }
}
