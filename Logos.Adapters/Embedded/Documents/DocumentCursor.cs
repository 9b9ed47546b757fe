using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>The last document of a page, as what the next page is asked with.</summary>
internal static class DocumentCursor
{
    // The length of the workspace, so that neither it nor the name has to do without any character.
    public static string Write(string workspace, string name) =>
        Base64Url.EncodeToString(MemoryMarshal.AsBytes<char>($"{(char)workspace.Length}{workspace}{name}"));

    public static (string Workspace, string Name) Read(string cursor, string? workspace)
    {
        if (Base64Url.IsValid(cursor, out var length) && length % sizeof(char) == 0)
        {
            var text = new string(MemoryMarshal.Cast<byte, char>(Base64Url.DecodeFromChars(cursor)));
            if (text.Length >= 2 && text[0] <= text.Length - 2 && (workspace is null || text.AsSpan(1, text[0]).SequenceEqual(workspace)))
                return (text.Substring(1, text[0]), text[(1 + text[0])..]);
        }

        throw new FormatException($"`{cursor}` is no place in a list.");
    }
}
