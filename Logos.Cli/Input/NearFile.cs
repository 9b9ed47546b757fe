using Logos.Rules.Faults;

namespace Logos.Cli.Input;

/// <summary>Which file of a folder was probably meant. The name counts, and then the extension: b.yaml is not near a.yaml.</summary>
internal static class NearFile
{
    public static string? DidYouMean(string name, IReadOnlyCollection<string> files)
    {
        var (stem, extension) = (Stem(name), Path.GetExtension(name));
        var near = files.Where(file => Stem(file).Equals(stem, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            // `orders.yml` for orders.yaml; of several the one whose extension is nearest.
            [var only] => only,
            { Count: > 1 } several => Suggestion.Closest(extension, several.Select(Path.GetExtension).OfType<string>()) is { } nearest ? several.First(file => Path.GetExtension(file) == nearest) : several[0],
            _ => WithStem(Suggestion.Closest(stem, Like(extension, files).Select(Stem)), Like(extension, files)),
        };
        return near is null ? null : $"did you mean `{near}`?";
    }

    // A name of one or two letters is near to every other of them.
    private static string? WithStem(string? stem, IEnumerable<string> files) =>
        stem is null or { Length: < 3 } ? null : files.FirstOrDefault(file => Stem(file) == stem);

    private static IEnumerable<string> Like(string extension, IEnumerable<string> files) =>
        files.Where(file => Path.GetExtension(file) is var other && (other.Equals(extension, StringComparison.OrdinalIgnoreCase) || Suggestion.Closest(extension, [other]) is not null));

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);
}
