namespace Logos.Workers.Db.MySql.Wire;

/// <summary>What the server says of a column of an answer.</summary>
internal sealed record MySqlColumn(string Name, byte Type, bool IsUnsigned, bool IsBinary, bool IsJson, byte Decimals)
{
    private const int Unsigned = 0x20;
    private const int BinarySet = 63;
    private const byte TypeJson = 245;

    /// <param name="isExtended">MariaDB tells more of it: its JSON is text otherwise.</param>
    public static MySqlColumn Read(ReadOnlySpan<byte> packet, bool isExtended)
    {
        var reader = new PacketReader(packet);
        // Catalog, schema, table, and the table's own name.
        for (var i = 0; i < 4; i++)
            reader.Counted();
        var name = reader.Text();
        reader.Counted();
        var isJson = isExtended && IsJsonFormat(reader.Counted());
        reader.Number();
        var charset = reader.Short();
        reader.Int();
        var type = reader.Byte();
        var flags = reader.Short();
        var decimals = reader.Byte();
        return new(name, type, (flags & Unsigned) != 0, charset == BinarySet, isJson || type == TypeJson, decimals);
    }

    private static bool IsJsonFormat(ReadOnlySpan<byte> told)
    {
        var reader = new PacketReader(told);
        while (reader.Left > 0)
        {
            var kind = reader.Byte();
            if (reader.Counted().SequenceEqual("json"u8) && kind == 1)
                return true;
        }

        return false;
    }
}
