using System.Buffers.Binary;

namespace Tenon.Parquet.Hashing;

/// <summary>CRC-32 as gzip and Parquet's page headers have it: IEEE 802.3, polynomial 0x04C11DB7 reflected, inverted at both ends.</summary>
public static class Crc32
{
    private static readonly uint[][] Tables = CreateTables();

    /// <summary>The checksum of the bytes; 0 for none.</summary>
    /// <param name="source">The bytes.</param>
    public static uint Compute(ReadOnlySpan<byte> source) => Append(0, source);

    /// <summary>The checksum of what gave <paramref name="crc"/>, followed by the bytes.</summary>
    /// <param name="crc">The checksum so far; 0 at the beginning.</param>
    /// <param name="source">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> source) =>
        Crc32Clmul.IsSupported && source.Length >= Crc32Clmul.MinimumBytes ? Crc32Clmul.Append(crc, source) : AppendScalar(crc, source);

    /// <summary>The reference: eight bytes at a time through eight tables.</summary>
    internal static uint AppendScalar(uint crc, ReadOnlySpan<byte> source) => ~Update(~crc, source);

    /// <summary>Runs the bytes through the register, without the inversion at either end.</summary>
    internal static uint Update(uint register, ReadOnlySpan<byte> source)
    {
        uint[][] tables = Tables;
        while (source.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(source) ^ register;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
            register = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][(high >> 8) & 0xFF] ^ tables[1][(high >> 16) & 0xFF] ^ tables[0][high >> 24];
            source = source[8..];
        }

        foreach (byte next in source)
        {
            register = tables[0][(register ^ next) & 0xFF] ^ (register >> 8);
        }

        return register;
    }

    private static uint[][] CreateTables()
    {
        uint[][] tables = new uint[8][];
        for (int table = 0; table < 8; table++)
        {
            tables[table] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = table == 0 ? i : tables[table - 1][i];
                for (int bit = 0; bit < 8; bit++)
                {
                    value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320u : value >> 1;
                }

                tables[table][i] = value;
            }
        }

        return tables;
    }
}
