using Tenon.Parquet.Hashing;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's BloomFilterHeader.</summary>
internal static class BloomFilterReader
{
    /// <summary>Bytes in which a header must end; it takes about 20.</summary>
    public const int MaximumHeaderBytes = 1024;

    /// <returns>Bytes of the bit set behind the header; null for an algorithm, hash or compression other than the format's first.</returns>
    public static int? ReadHeader(ReadOnlySpan<byte> source, long fileOffset, out int headerLength)
    {
        var reader = new CompactReader(source, fileOffset);
        int? length = null;
        bool known = true;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    length = reader.ReadInt32(field);
                    break;
                case 2 or 3 or 4:
                    reader.ExpectStruct(field);
                    int member = 0;
                    while (reader.TryReadField(ref member, out CompactType inner))
                    {
                        known &= member == 1;
                        reader.Skip(inner);
                    }

                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        headerLength = reader.Position;
        if (length is not int bytes || bytes < BloomFilter.BlockBytes || bytes > BloomFilter.MaximumBytes || bytes % BloomFilter.BlockBytes != 0)
        {
            throw reader.Error($"a Bloom filter of {length} bytes; a multiple of {BloomFilter.BlockBytes} from there to {BloomFilter.MaximumBytes} is expected");
        }

        return known ? length : null;
    }
}
