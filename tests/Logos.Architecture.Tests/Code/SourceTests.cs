using System.Text.RegularExpressions;
using Logos.Architecture.Tests.Projects;

namespace Logos.Architecture.Tests.Code;

public sealed partial class SourceTests
{
    private const int LongestFile = 400;
    private const int LongestProgram = 29;

    private static readonly string[] Kinds = ["Models", "Services", "Helpers", "Contracts", "Interfaces", "Utils", "Managers", "Common"];

    /// <summary>Files that may be longer than 400 lines, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    [Fact]
    public void A_file_has_at_most_400_lines() =>
        Verdict.None(
            from file in Repository.Files("*.cs")
            let lines = Lines(file)
            where lines > LongestFile && !LongFiles.ContainsKey(file)
            select $"{file}: {lines} lines",
            "One idea per file. Split these, or give a very good reason in SourceTests.LongFiles:");

    [Fact]
    public void An_exception_for_a_long_file_is_still_needed() =>
        Verdict.None(
            LongFiles.Keys.Where(x => !File.Exists(Repository.PathTo(x)) || Lines(x) <= LongestFile),
            "No longer needed in SourceTests.LongFiles:");

    [Fact]
    public void A_program_reads_like_a_table_of_contents() =>
        Verdict.None(
            from file in Repository.Files("Program.cs")
            let lines = Lines(file)
            where lines > LongestProgram
            select $"{file}: {lines} lines",
            "A Program.cs stays under 30 lines:");

    [Fact]
    public void Folders_are_features_and_not_kinds() =>
        Verdict.None(
            Repository.Files("*.cs").SelectMany(x => x.Split('/')[..^1].Where(Kinds.Contains).Select(_ => x)),
            "These stand in a folder that is named after a kind:");

    [Fact]
    public void A_namespace_follows_its_folder() =>
        Verdict.None(
            from project in Project.All
            from file in Repository.Files("*.cs", project.Folder)
            let declared = Namespace().Match(Repository.Read(file))
            where declared.Success
            let folder = Path.GetDirectoryName(file[project.Folder.Length..].TrimStart('/'))!
            let expected = folder.Length == 0 ? project.Name : $"{project.Name}.{folder.Replace('/', '.').Replace('\\', '.')}"
            where declared.Groups[1].Value != expected
            select $"{file}: {declared.Groups[1].Value}, not {expected}",
            "Namespaces follow folders:");

    private static int Lines(string file) => File.ReadLines(Repository.PathTo(file)).Count();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
