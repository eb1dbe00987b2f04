using System.Buffers.Binary;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Fuzz;

/// <summary>Small files with every type, encoding, page version and codec, so that the campaign does not depend on what files there are.</summary>
internal static class GeneratedFiles
{
    private const int PageRows = 40;

    // Name, leaf type, encoding; null for a dictionary.
    private static readonly (string Name, LeafType Type, ParquetEncoding? Encoding)[] Kinds =
    [
        ("boolean_plain", LeafType.Boolean, ParquetEncoding.Plain),
        ("boolean_rle", LeafType.Boolean, ParquetEncoding.Rle),
        ("int32_plain", LeafType.Int32, ParquetEncoding.Plain),
        ("int32_dictionary", LeafType.Int32, null),
        ("int32_delta", LeafType.Int32, ParquetEncoding.DeltaBinaryPacked),
        ("int32_split", LeafType.Int32, ParquetEncoding.ByteStreamSplit),
        ("int64_delta", LeafType.Int64, ParquetEncoding.DeltaBinaryPacked),
        ("int64_dictionary", LeafType.Timestamp(TimeUnit.Micros), null),
        ("int96_plain", LeafType.Int96, ParquetEncoding.Plain),
        ("float_split", LeafType.Float, ParquetEncoding.ByteStreamSplit),
        ("double_plain", LeafType.Double, ParquetEncoding.Plain),
        ("double_dictionary", LeafType.Double, null),
        ("bytes_plain", LeafType.Bytes, ParquetEncoding.Plain),
        ("string_dictionary", LeafType.String, null),
        ("string_delta_length", LeafType.String, ParquetEncoding.DeltaLengthByteArray),
        ("string_delta", LeafType.String, ParquetEncoding.DeltaByteArray),
        ("fixed_plain", LeafType.FixedBytes(5), ParquetEncoding.Plain),
        ("fixed_delta", LeafType.FixedBytes(5), ParquetEncoding.DeltaByteArray),
        ("fixed_split", LeafType.FixedBytes(5), ParquetEncoding.ByteStreamSplit),
        ("uuid_dictionary", LeafType.Uuid, null),
    ];

    /// <summary>The files, each with a name.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> All()
    {
        foreach (bool v2 in (bool[])[false, true])
        {
            foreach (CompressionCodec codec in (CompressionCodec[])[CompressionCodec.Uncompressed, CompressionCodec.Snappy, CompressionCodec.Gzip, CompressionCodec.Brotli, CompressionCodec.Zstd, CompressionCodec.Lz4Raw])
            {
                yield return ($"generated {codec} v{(v2 ? 2 : 1)}", Create(codec, v2, 1));
            }

            // Uncompressed pages are where damage reaches the decoders, so there are more of them.
            for (int seed = 2; seed < 10; seed++)
            {
                yield return ($"generated {seed} v{(v2 ? 2 : 1)}", Create(CompressionCodec.Uncompressed, v2, seed));
            }
        }
    }

    private static byte[] Create(CompressionCodec codec, bool v2, int seed)
    {
        var random = new Random(seed);
        ParquetSchema schema = SchemaBuilder.Build(
        [
            .. Kinds.Select(kind => random.Next(3) == 0 ? SchemaField.Required(kind.Name, kind.Type) : SchemaField.Optional(kind.Name, kind.Type)),
            SchemaField.List("list", isOptional: true, SchemaField.Optional("element", LeafType.Int32)),
            SchemaField.List("strings", isOptional: true, SchemaField.Optional("element", LeafType.String)),
        ]);
        using var pool = new BufferPool();
        using var stream = new MemoryStream();
        using var writer = new ParquetFileWriter(stream, schema, new ParquetFileWriterOptions());
        for (int group = 0; group < 2; group++)
        {
            var chunks = new List<EncodedColumnChunk>();
            foreach (ColumnDescriptor column in schema.Columns)
            {
                ParquetEncoding? encoding = column.Index < Kinds.Length ? Kinds[column.Index].Encoding : ParquetEncoding.Plain;
                var options = new ColumnWriterOptions
                {
                    Codec = codec,
                    ValueEncoding = encoding ?? ParquetEncoding.Plain,
                    DataPageV2 = v2,
                    WriteCrc = random.Next(4) == 0,
                    WriteBloomFilter = column.Type != PhysicalType.Boolean && random.Next(4) == 0,
                };
                chunks.Add(WriteChunk(column, options, encoding is null, random, pool));
            }

            writer.WriteRowGroup(chunks, 2 * PageRows);
        }

        writer.Finish([new KeyValue("key", "value")]);
        return stream.ToArray();
    }

    private static EncodedColumnChunk WriteChunk(ColumnDescriptor column, ColumnWriterOptions options, bool hasDictionary, Random random, BufferPool pool)
    {
        const int Entries = 7;
        using var writer = new ColumnChunkWriter(column, options, pool);
        for (int page = 0; page < 2; page++)
        {
            (byte[] repetition, byte[] definition, int count) = Levels(column, random);
            if (hasDictionary)
            {
                writer.AddIndexPage(PageRows, repetition, definition, [.. Enumerable.Range(0, count).Select(i => i < Entries ? i : random.Next(Entries))]);
            }
            else if (column.ValueWidth > 0)
            {
                writer.AddFixedPage(PageRows, repetition, definition, Fixed(column, count, random));
            }
            else
            {
                using PooledBuffer text = Text(count, random, pool, out ByteArrayRef[] values);
                writer.AddByteArrayPage(PageRows, repetition, definition, values);
            }
        }

        if (!hasDictionary)
        {
            return writer.Finish(null);
        }

        if (column.ValueWidth > 0)
        {
            return writer.Finish(DictionaryValues.OfFixed(Fixed(column, Entries, random), column.ValueWidth));
        }

        using PooledBuffer entries = Text(Entries, random, pool, out ByteArrayRef[] dictionary);
        return writer.Finish(DictionaryValues.OfByteArrays(dictionary));
    }

    private static (byte[] Repetition, byte[] Definition, int Values) Levels(ColumnDescriptor column, Random random)
    {
        var repetition = new List<byte>();
        var definition = new List<byte>();
        for (int row = 0; row < PageRows; row++)
        {
            if (column.MaxRepetitionLevel == 0)
            {
                definition.Add((byte)(row > 20 && random.Next(4) == 0 ? 0 : column.MaxDefinitionLevel));
                continue;
            }

            int items = random.Next(5);
            repetition.Add(0);
            definition.Add((byte)(items == 0 ? random.Next(2) : random.Next(2, 4)));
            for (int item = 1; item < items; item++)
            {
                repetition.Add(1);
                definition.Add((byte)random.Next(2, 4));
            }
        }

        int values = column.MaxDefinitionLevel == 0 ? PageRows : definition.Count(level => level == column.MaxDefinitionLevel);
        return (column.MaxRepetitionLevel > 0 ? [.. repetition] : [], column.MaxDefinitionLevel > 0 ? [.. definition] : [], values);
    }

    private static byte[] Fixed(ColumnDescriptor column, int count, Random random)
    {
        byte[] values = new byte[count * column.ValueWidth];
        random.NextBytes(values);
        for (int i = 0; i < count; i++)
        {
            if (column.Type == PhysicalType.Boolean)
            {
                values[i] &= 1;
            }
            else if (column.Type == PhysicalType.Int32)
            {
                BinaryPrimitives.WriteInt32LittleEndian(values.AsSpan(4 * i), (i * 10) + random.Next(20));
            }
        }

        return values;
    }

    private static unsafe PooledBuffer Text(int count, Random random, BufferPool pool, out ByteArrayRef[] values)
    {
        PooledBuffer text = pool.Rent(count * 32);
        values = new ByteArrayRef[count];
        for (int i = 0; i < count; i++)
        {
            // The writer may copy the length that lies before a value.
            int length = random.Next(0, 20);
            byte* at = text.Pointer + (32 * i);
            BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(at, 4), length);
            for (int k = 0; k < length; k++)
            {
                at[4 + k] = (byte)('a' + (k < 6 ? k : random.Next(26)));
            }

            values[i] = new ByteArrayRef((nint)(at + 4), length);
        }

        return text;
    }
}
