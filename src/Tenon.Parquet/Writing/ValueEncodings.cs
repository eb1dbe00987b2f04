using Tenon.Parquet.Encodings;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Which encodings suit which types, and the way to their encoders.</summary>
internal static unsafe class ValueEncodings
{
    /// <summary>Checks that an encoding suits a column.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Check(ColumnDescriptor column, ParquetEncoding encoding)
    {
        bool suits = encoding switch
        {
            ParquetEncoding.Plain => true,
            ParquetEncoding.Rle => column.Type == PhysicalType.Boolean,
            ParquetEncoding.DeltaBinaryPacked => column.Type is PhysicalType.Int32 or PhysicalType.Int64,
            ParquetEncoding.DeltaLengthByteArray => column.Type == PhysicalType.ByteArray,
            ParquetEncoding.DeltaByteArray => column.Type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray,
            ParquetEncoding.ByteStreamSplit => column.Type is PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double or PhysicalType.FixedLenByteArray,
            _ => false,
        };
        if (!suits)
        {
            throw new ArgumentException($"column {column.DottedPath} is {column.Type}; encoding {encoding} is not for its values", nameof(encoding));
        }
    }

    /// <summary>Whether the encoded values are the values as they are.</summary>
    public static bool IsCopy(ParquetEncoding encoding, PhysicalType type) => encoding == ParquetEncoding.Plain && type != PhysicalType.Boolean;

    /// <summary>Bytes that suffice for values of a fixed width.</summary>
    public static long MaximumFixedBytes(ParquetEncoding encoding, ColumnDescriptor column, int count) => encoding switch
    {
        ParquetEncoding.Rle => 4 + HybridEncoder.MaximumBytes(count, 1),
        ParquetEncoding.DeltaBinaryPacked => DeltaBinaryPackedEncoder.MaximumBytes(count, column.ValueWidth),
        ParquetEncoding.DeltaByteArray => DeltaByteArrayEncoder.MaximumBytes(count, (long)count * column.ValueWidth),
        _ => ((long)count * column.ValueWidth) + BitPackEncoder.Overrun,
    };

    /// <summary>Encodes values of a fixed width in another way than copying them.</summary>
    /// <returns>The byte after the last one written.</returns>
    public static byte* EncodeFixed(ParquetEncoding encoding, ColumnDescriptor column, byte* values, int count, byte* destination, BufferPool pool)
    {
        switch (encoding)
        {
            case ParquetEncoding.Rle:
                byte* end = HybridEncoder.Encode(values, count, 1, destination + 4);
                System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(destination, 4), (int)(end - destination - 4));
                return end;
            case ParquetEncoding.DeltaBinaryPacked when column.Type == PhysicalType.Int32:
                return DeltaBinaryPackedEncoder.Encode((int*)values, count, destination);
            case ParquetEncoding.DeltaBinaryPacked:
                return DeltaBinaryPackedEncoder.Encode((long*)values, count, destination);
            case ParquetEncoding.ByteStreamSplit:
                ByteStreamSplitEncoder.Encode(values, count, column.ValueWidth, destination);
                return destination + ((long)count * column.ValueWidth);
            case ParquetEncoding.DeltaByteArray:
                return EncodeFixedAsByteArrays(column, values, count, destination, pool);
            default:
                return PlainEncoder.WriteBooleans(values, count, destination);
        }
    }

    /// <summary>Bytes that suffice for byte arrays.</summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="count">Values.</param>
    /// <param name="plainBytes">Bytes of them in PLAIN form.</param>
    public static long MaximumByteArrayBytes(ParquetEncoding encoding, int count, long plainBytes) => encoding switch
    {
        ParquetEncoding.DeltaLengthByteArray => DeltaByteArrayEncoder.MaximumLengthBytes(count, plainBytes - (4L * count)),
        ParquetEncoding.DeltaByteArray => DeltaByteArrayEncoder.MaximumBytes(count, plainBytes - (4L * count)),
        _ => plainBytes,
    };

    /// <summary>Encodes byte arrays by one of the delta encodings.</summary>
    /// <returns>The byte after the last one written.</returns>
    public static byte* EncodeByteArrays(ParquetEncoding encoding, ReadOnlySpan<ByteArrayRef> values, byte* destination, BufferPool pool) =>
        encoding == ParquetEncoding.DeltaLengthByteArray
            ? DeltaByteArrayEncoder.EncodeLengths(values, destination, pool)
            : DeltaByteArrayEncoder.Encode(values, destination, pool);

    private static byte* EncodeFixedAsByteArrays(ColumnDescriptor column, byte* values, int count, byte* destination, BufferPool pool)
    {
        using PooledBuffer references = pool.Rent((long)count * sizeof(ByteArrayRef));
        Span<ByteArrayRef> items = references.SpanOf<ByteArrayRef>()[..count];
        for (int i = 0; i < count; i++)
        {
            items[i] = new ByteArrayRef((nint)(values + ((long)i * column.ValueWidth)), column.ValueWidth);
        }

        return DeltaByteArrayEncoder.Encode(items, destination, pool);
    }
}
