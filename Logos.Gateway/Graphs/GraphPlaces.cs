using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Logos.Core.Graphs.Definition;

namespace Logos.Gateway.Graphs;

/// <summary>Places in the lists of graphs and of versions, as <c>next</c> tells them.</summary>
internal static class GraphPlaces
{
    public static string Of(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));

    public static bool TryName(string? place, out string? name)
    {
        name = null;
        if (place is null)
            return true;
        if (!Base64Url.IsValid(place) || place.Length > 2 * Names.MaxLength)
            return false;
        name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(place));
        return Names.IsGraphName(name);
    }

    public static bool TryVersion(string? place, out int version)
    {
        version = int.MaxValue;
        return place is null || (int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0);
    }
}
