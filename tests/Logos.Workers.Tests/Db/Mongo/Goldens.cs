using System.Text.Json;
using Logos.Rules.Values;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>What MongoDB's own npm packages wrote; the README beside it says how.</summary>
internal static class Goldens
{
    public static string Folder { get; } = Path.Combine(FindRoot(), "tests", "Logos.Workers.Tests", "Db", "Mongo", "Npm");

    public static IReadOnlyDictionary<string, JsonElement> Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)), new() { MaxDepth = 256 }).RootElement.EnumerateArray().ToDictionary(each => each.GetProperty("name").GetString()!);

    public static byte[] Bytes(this JsonElement golden) => Convert.FromHexString(golden.GetProperty("bytes").GetString()!);

    public static ValueMap Map(this JsonElement golden, string name) => ValueJson.Parse(golden.GetProperty(name).GetRawText()).AsMap();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Logos.sln above {AppContext.BaseDirectory}");
    }
}
