using Logos.Rules.Values;
using static Logos.Core.Graphs.NodeTypes.Shape;

namespace Logos.Core.Graphs.NodeTypes;

internal static class FileTypes
{
    private static readonly string[] Extensions =
        ["jpeg", "png", "gif", "webp", "mp4", "avi", "mov", "webm", "pdf", "txt", "md", "csv", "json", "html", "docx"];

    private static readonly Schema File = Anything("the file: the reference that an upload or a node yields");

    public static IReadOnlyList<NodeType> All { get; } =
    [
        Type("validate_file", "Tells whether a file is what it claims to be: by its content, its size and its checksum.", "`{valid, type, size, sha256}`; a file that is not valid fails the node",
            "check", "file: \"${{ inputs.file }}\"\n    types: [pdf, docx]",
            Takes("types", List("what is let through; without it every known type", Choice("a type", null, Extensions)) with { MinItems = 1 }),
            Takes("max_bytes", Integer("how large it may be", 1, 104_857_600, 104_857_600)),
            Takes("sha256", Text("the checksum that it has to have") with { Pattern = "^[0-9a-fA-F]{64}$" })),
        Type("extract_metadata", "Reads what a file says about itself: dimensions, duration, pages, author.", "`{size, type, image, video, document}`; what cannot be told is absent",
            "meta", "file: \"${{ inputs.file }}\""),
        Type("extract_content", "Reads the text of a document, page by page, and makes thumbnails of images.", "`{text, pages, counts, preview, thumbnail}`",
            "content", "file: \"${{ inputs.file }}\"\n    preview: 500",
            Takes("preview", Integer("how many characters the preview has", 0, 100_000, 500)),
            Takes("max_pages", Integer("how many pages to read", 1)),
            Takes("thumbnail", Integer("the longer side of the thumbnail, in pixels", 16, 4096, Value.From(256L)))),
    ];

    private static NodeType Type(string name, string description, string output, string id, string example, params SchemaProperty[] more) =>
        new(name, Pool.File, Object("a file, and what to do with it", [Needs("file", File), .. more]))
        {
            Description = description,
            Output = output,
            Deterministic = true,
            Idempotent = true,
            DefaultTimeout = TimeSpan.FromMinutes(5),
            Example = $"{id}:\n  type: {name}\n  with:\n    {example}",
        };
}
