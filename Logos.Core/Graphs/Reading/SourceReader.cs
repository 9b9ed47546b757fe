using Logos.Core.Faults;

namespace Logos.Core.Graphs.Reading;

/// <summary>Bytes into one tree that knows where everything stands, whichever format they are in.</summary>
public static class SourceReader
{
    /// <returns>Null when the file cannot be read at all; faults may be there even when it can.</returns>
    public static SourceNode? Read(ReadOnlySpan<byte> utf8, GraphFormat format, FaultList faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (SourceText.Decode(utf8, faults) is not { } text)
            return null;
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(new(CoreCodes.Empty, "the file is empty") { Line = 1, Column = 1, Hint = "`logos new NAME` writes one to begin with" });
            return null;
        }

        var document = new SourceDocument(text, format);
        var before = faults.Count;
        var root = format == GraphFormat.Json ? JsonSource.Read(document, faults) : YamlSource.Read(document, faults);
        // Faults met on the way had no path yet: the tree that tells it was still being built.
        for (var i = before; i < faults.Count; i++)
        {
            if (root is not null && faults[i] is { Path: null, Line: { } line, Column: { } column })
                faults[i] = faults[i] with { Path = document.PathAt(document.Offset(line, column)).ToString() is { Length: > 0 } path ? path : null };
        }

        if (root is null && faults.Count == before)
            faults.Add(new(CoreCodes.Empty, "the file holds nothing but comments") { Line = 1, Column = 1, Hint = "`logos new NAME` writes one to begin with" });
        return root;
    }
}
