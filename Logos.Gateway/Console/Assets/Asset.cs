using System.IO.Compression;
using System.Security.Cryptography;

namespace Logos.Gateway.Console.Assets;

/// <summary>A file that pages refer to. Its address changes with its content, so that browsers may keep it for good.</summary>
internal sealed class Asset
{
    public static readonly Asset Style = new("console.css", "text/css; charset=utf-8");
    public static readonly Asset Script = new("console.js", "text/javascript; charset=utf-8");
    public static readonly Asset Icon = new("logos.svg", "image/svg+xml");

    private Asset(string name, string type)
    {
        Name = name;
        Type = type;
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream($"console/{name}") ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        Content = memory.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Content))[..16];
        // Weak: it is the same for both encodings.
        ETag = $"W/\"{hash}\"";
        Address = $"/assets/{name}?v={hash}";
        using var small = new MemoryStream();
        using (var brotli = new BrotliStream(small, CompressionLevel.Optimal))
            brotli.Write(Content);
        Compressed = small.ToArray();
    }

    public static IReadOnlyList<Asset> All { get; } = [Style, Script, Icon];

    public string Name { get; }

    public string Type { get; }

    public byte[] Content { get; }

    /// <summary>By Brotli.</summary>
    public byte[] Compressed { get; }

    public string ETag { get; }

    public string Address { get; }
}
