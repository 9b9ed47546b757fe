using System.Text.Unicode;
using Logos.Core.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Reading;

/// <summary>
/// Puts the content of files where a definition says <c>file:NAME</c>. Only the command line does that, beside
/// the definition; what it is given to read with decides what a relative path means.
/// </summary>
/// <param name="read">The content of a file by its path relative to the definition, or words that say why not.</param>
public sealed class FileInliner(Func<string, FileContent> read)
{
    public const string Prefix = "file:";
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads below one folder and nowhere else, symbolic links included.</summary>
    public static FileInliner Below(string folder)
    {
        var root = Path.GetFullPath(folder);
        return new(name => ReadBelow(root, name));
    }

    public SourceNode Inline(SourceNode root, FaultList faults) => Rewrite(root, scalar => Take(scalar, faults));

    /// <summary>What a server does: it says that the command line was needed.</summary>
    public static SourceNode Refuse(SourceNode root, FaultList faults) => Rewrite(root, scalar =>
    {
        faults.Add(scalar.Fault(CoreCodes.FileReference, $"`{scalar.Text}` names a file, and only the command line reads files", "submit the definition with `logos`, which takes the file in, or write its content here"));
        return scalar;
    });

    // Only text under `with` names files: a description may begin with the same letters.
    private static SourceNode Rewrite(SourceNode root, Func<SourceNode.Scalar, SourceNode> take)
    {
        if (root is not SourceNode.Map graph || graph["nodes"] is not SourceNode.Map nodes)
            return root;
        return Replace(graph, "nodes", Map(nodes, node => node is SourceNode.Map fields ? Node(fields, take) : node));
    }

    private static SourceNode.Map Node(SourceNode.Map fields, Func<SourceNode.Scalar, SourceNode> take)
    {
        if (fields["with"] is { } with)
            fields = Replace(fields, "with", Deep(with, take));
        if (fields["compensate"] is SourceNode.Map compensate && compensate["with"] is { } undo)
            fields = Replace(fields, "compensate", Replace(compensate, "with", Deep(undo, take)));
        return fields;
    }

    private static SourceNode Deep(SourceNode node, Func<SourceNode.Scalar, SourceNode> take) => node switch
    {
        SourceNode.Scalar { Value.IsString: true } scalar when scalar.Text.StartsWith(Prefix, StringComparison.Ordinal) => take(scalar),
        SourceNode.Map map => Map(map, value => Deep(value, take)),
        SourceNode.List list => list with { Items = [.. list.Items.Select(item => Deep(item, take))] },
        _ => node,
    };

    private static SourceNode.Map Map(SourceNode.Map map, Func<SourceNode, SourceNode> change) =>
        map with { Entries = [.. map.Entries.Select(entry => entry with { Value = change(entry.Value) })] };

    private static SourceNode.Map Replace(SourceNode.Map map, string name, SourceNode value) =>
        map with { Entries = [.. map.Entries.Select(entry => entry.Key.Text == name ? entry with { Value = value } : entry)] };

    private SourceNode.Scalar Take(SourceNode.Scalar scalar, FaultList faults)
    {
        var name = scalar.Text[Prefix.Length..].Trim();
        if (name.Length == 0 || name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var (complaint, hint) = name.Length == 0 ? ("`file:` names no file", "write the file's name behind it: `file:rules.grl`") : ($"`file:` stands twice in `{scalar.Text}`", $"write `{Prefix}{Bare(name)}`");
            faults.Add(scalar.Fault(CoreCodes.FileUnreadable, complaint, hint));
            return scalar;
        }

        if (IsOutside(name))
        {
            faults.Add(scalar.Fault(CoreCodes.FileOutside, $"`{name}` leads out of the definition's folder", "copy the file there, and name it by a relative path"));
            return scalar;
        }

        var content = read(name);
        if (content.Complaint is { } reason)
        {
            faults.Add(scalar.Fault(content.IsOutside ? CoreCodes.FileOutside : CoreCodes.FileUnreadable, $"`{name}` cannot be taken in: {reason}", "paths are relative to the definition"));
            return scalar;
        }

        var bytes = content.Bytes.AsSpan();
        if (bytes.Length > MaxBytes)
            faults.Add(scalar.Fault(CoreCodes.FileUnreadable, $"`{name}` has {bytes.Length:N0} bytes, and {MaxBytes:N0} are allowed"));
        else if (!Utf8.IsValid(bytes) || bytes.Contains((byte)0))
            faults.Add(scalar.Fault(CoreCodes.FileUnreadable, $"`{name}` is not text in UTF-8"));
        else
            return Inlined(scalar, name, System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
        return scalar;
    }

    private static SourceNode.Scalar Inlined(SourceNode.Scalar scalar, string name, string text) =>
        scalar with { Text = text, Value = Value.From(text), File = name };

    private static bool IsOutside(string name) =>
        name.Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(name) || name.Contains(':', StringComparison.Ordinal) || name.Split('/').Contains("..");

    private static string Bare(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? Bare(name[Prefix.Length..].Trim()) : name;

    private static FileContent ReadBelow(string root, string name)
    {
        try
        {
            var file = new FileInfo(Path.Combine(root, name));
            if (!file.Exists)
                return FileContent.Failed(Directory.Exists(file.FullName) ? "it is a folder, and not a file" : "there is no such file");
            // A link inside the folder may lead out of it.
            for (FileSystemInfo? at = file; at is not null && at.FullName.Length > root.Length; at = Directory.GetParent(at.FullName))
            {
                if (at.ResolveLinkTarget(returnFinalTarget: true) is { } target && !target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    return FileContent.Failed("a link leads out of the definition's folder") with { IsOutside = true };
            }

            // A pipe or a device has no length, and reading it may never end.
            if (file.Length == 0)
                return new([], null);
            return file.Length > MaxBytes
                ? FileContent.Failed($"it has {file.Length:N0} bytes, and {MaxBytes:N0} are allowed")
                : new(File.ReadAllBytes(file.FullName), null);
        }
        catch (ArgumentException)
        {
            return FileContent.Failed("that is no name of a file");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileContent.Failed(fault.Message);
        }
    }
}

/// <summary>A file's bytes, or words that say why there are none.</summary>
public sealed record FileContent(byte[]? Bytes, string? Complaint)
{
    public bool IsOutside { get; init; }

    public static FileContent Failed(string complaint) => new(null, complaint);
}
