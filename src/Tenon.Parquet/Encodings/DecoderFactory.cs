using System.Buffers.Binary;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Encodings;

/// <summary>Chooses the decoder for a page's values.</summary>
internal static unsafe class DecoderFactory
{
    /// <param name="column">Whose values they are.</param>
    /// <param name="encoding">The page's encoding.</param>
    /// <param name="source">The values section.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="pool">For byte arrays that have to be rebuilt.</param>
    /// <param name="limitBytes">Most bytes of rebuilt byte arrays.</param>
    /// <exception cref="ParquetFormatException">The encoding is not read, or not for that type; or the section is damaged.</exception>
    public static ValueDecoder Create(ColumnDescriptor column, ParquetEncoding encoding, byte* source, long length, BufferPool pool, long limitBytes)
    {
        PhysicalType type = column.Type;
        return encoding switch
        {
            ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary => new IndexDecoder(source, length),
            ParquetEncoding.Plain when type == PhysicalType.ByteArray => new PlainByteArrayDecoder(source, length),
            ParquetEncoding.Plain when type == PhysicalType.Boolean => new PlainBooleanDecoder(source, length),
            ParquetEncoding.Plain => new PlainFixedDecoder(source, length, column.ValueWidth),
            ParquetEncoding.DeltaBinaryPacked when type is PhysicalType.Int32 or PhysicalType.Int64 => new DeltaIntegerDecoder(type, source, length),
            ParquetEncoding.DeltaLengthByteArray when type == PhysicalType.ByteArray => new DeltaLengthDecoder(source, length, pool, limitBytes),
            ParquetEncoding.DeltaByteArray when type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray =>
                new DeltaByteArrayDecoder(source, length, column.ValueWidth, pool, limitBytes),
            ParquetEncoding.ByteStreamSplit when type is PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double or PhysicalType.FixedLenByteArray =>
                new ByteStreamSplitDecoder(source, length, column.ValueWidth),
            ParquetEncoding.Rle when type == PhysicalType.Boolean => CreateRleBoolean(source, length),
            ParquetEncoding.Alp => throw new ParquetFormatException("encoding ALP is not supported"),
            _ => throw new ParquetFormatException($"encoding {EncodingNames.Of(encoding)} of {type} values is not one of the format's"),
        };
    }

    private static RleBooleanDecoder CreateRleBoolean(byte* source, long length)
    {
        if (length == 0)
        {
            return new RleBooleanDecoder(source, 0);
        }

        int bytes = length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(source, 4));
        return bytes >= 0 && bytes <= length - 4
            ? new RleBooleanDecoder(source + 4, bytes)
            : throw new ParquetFormatException($"run-length encoded booleans of {bytes} bytes with {length - 4} left in the page");
    }
}
