using System.Text.Json;

namespace Logos.Gateway.Graphs;

/// <summary>What a list tells of a definition, without reading it whole.</summary>
/// <param name="Inputs">Where they stand in it; null when it takes none.</param>
internal readonly record struct GraphOutline(string? Description, int Nodes, Range? Inputs)
{
    public static GraphOutline Of(ReadOnlySpan<byte> definition)
    {
        var (description, nodes, inputs) = ((string?)null, 0, (Range?)null);
        var reader = new Utf8JsonReader(definition, new() { MaxDepth = 1000 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("description"u8))
            {
                reader.Read();
                description = reader.GetString();
            }
            else if (reader.ValueTextEquals("nodes"u8))
            {
                nodes = Count(ref reader);
            }
            else if (reader.ValueTextEquals("inputs"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                inputs = start..(int)reader.BytesConsumed;
            }
            else
            {
                reader.Skip();
            }
        }

        return new(description, nodes, inputs);
    }

    private static int Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        var (depth, count) = (reader.CurrentDepth, 0);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            count++;
            reader.Skip();
        }

        return count;
    }
}
