using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests;
using Tenon.Parquet.Tests.Tables;
using Tenon.Parquet.Writing;

namespace Tenon.Integration.Tests.Interop;

/// <summary>A file that our writer made, with what it must hold.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Table">Its content.</param>
/// <param name="Options">How each column was written.</param>
internal sealed record WrittenFile(string Name, string Path, TableData Table, IReadOnlyList<ColumnWriterOptions> Options);

/// <summary>Files of every kind the writer can make, written once for all readers.</summary>
public sealed class WrittenFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-interop-").FullName;
    private readonly List<WrittenFile> _files = [];
    private readonly Random _random = Seed.Of(77);

    /// <summary>Writes all of them.</summary>
    public WrittenFiles()
    {
        AddTypes();
        AddEncodings();
        AddCodecs();
        AddNulls();
        AddLongValues();
        for (int i = 0; i < 40; i++)
        {
            AddRandom(i);
        }
    }

    internal IReadOnlyList<WrittenFile> All => _files;

    /// <summary>Removes the files.</summary>
    public void Dispose() => Directory.Delete(_folder, true);

    // Each type in each place: required, optional, in a list, in a struct; as values and by dictionary; in both page versions.
    private void AddTypes()
    {
        foreach ((string name, LeafType type) in Parquet.Tests.Tables.LeafTypes.All)
        {
            foreach (bool isV2 in (bool[])[false, true])
            {
                foreach (PageStyle style in Enum.GetValues<PageStyle>())
                {
                    ParquetSchema schema = SchemaBuilder.Build(
                        SchemaField.Required("required", type),
                        SchemaField.Optional("optional", type),
                        SchemaField.List("list", true, SchemaField.Optional("element", type)),
                        SchemaField.Struct("struct", false, SchemaField.Optional("inner", type)));
                    Add($"type {name} v{(isV2 ? 2 : 1)} {style}", schema, 300, 0.1, style, column => new ColumnWriterOptions { DataPageV2 = isV2, WriteBloomFilter = column.Type != PhysicalType.Boolean });
                }
            }
        }
    }

    private void AddEncodings()
    {
        foreach ((string name, LeafType type) in Parquet.Tests.Tables.LeafTypes.All)
        {
            ParquetSchema schema = SchemaBuilder.Build(SchemaField.Required("required", type), SchemaField.Optional("optional", type));
            foreach (ParquetEncoding encoding in Encodings(type.Physical))
            {
                foreach (bool isV2 in (bool[])[false, true])
                {
                    Add($"type {name} {encoding} v{(isV2 ? 2 : 1)}", schema, 1000, 0.3, PageStyle.Values, _ => new ColumnWriterOptions { DataPageV2 = isV2, ValueEncoding = encoding });
                }
            }
        }
    }

    private void AddCodecs()
    {
        ParquetSchema schema = SchemaBuilder.Build(
            SchemaField.Optional("text", LeafType.String), SchemaField.Required("number", LeafType.Int64), SchemaField.List("list", true, SchemaField.Optional("element", LeafType.Double)));
        foreach (CompressionCodec codec in (CompressionCodec[])[CompressionCodec.Uncompressed, CompressionCodec.Snappy, CompressionCodec.Gzip, CompressionCodec.Brotli, CompressionCodec.Zstd, CompressionCodec.Lz4Raw])
        {
            foreach (bool isV2 in (bool[])[false, true])
            {
                foreach (PageStyle style in Enum.GetValues<PageStyle>())
                {
                    Add($"codec {codec} v{(isV2 ? 2 : 1)} {style}", schema, 3000, 0.2, style, _ => new ColumnWriterOptions { DataPageV2 = isV2, Codec = codec });
                }
            }
        }
    }

    private void AddNulls()
    {
        ParquetSchema schema = SchemaBuilder.Build(
            SchemaField.Optional("number", LeafType.Int32),
            SchemaField.Optional("text", LeafType.String),
            SchemaField.Optional("flag", LeafType.Boolean),
            SchemaField.List("list", true, SchemaField.Optional("element", LeafType.String)),
            SchemaField.Struct("struct", true, SchemaField.Optional("a", LeafType.Int64), SchemaField.List("b", true, SchemaField.Optional("element", LeafType.Double))));
        foreach (int rows in (int[])[0, 1, 2, 7, 8, 9, 1000])
        {
            foreach (double share in (double[])[0, 0.01, 0.5, 0.99, 1])
            {
                foreach (PageStyle style in Enum.GetValues<PageStyle>())
                {
                    bool isV2 = _random.Next(2) == 0;
                    Add($"nulls {share} of {rows} {style}", schema, rows, share, style, _ => new ColumnWriterOptions { DataPageV2 = isV2 });
                }
            }
        }
    }

    private void AddLongValues()
    {
        ParquetSchema schema = SchemaBuilder.Build(SchemaField.Optional("text", LeafType.String), SchemaField.Required("bytes", LeafType.Bytes));
        var table = new TableData(schema, 6);
        foreach (TableColumn column in table.Columns)
        {
            for (int row = 0; row < 6; row++)
            {
                byte[] value = new byte[row * 300_000];
                Array.Fill(value, (byte)(column.Column.Index == 0 ? 'a' + row : 0xFF));
                column.Add(0, column.Column.MaxDefinitionLevel, value);
                table.Texts[column.Column.DottedPath].Add(CanonicalText.Of(column.Column, value));
            }
        }

        Write("values of a mebibyte", table, PageStyle.Values, _ => new ColumnWriterOptions(), 4);
        Write("values of a mebibyte by dictionary", table, PageStyle.Dictionary, _ => new ColumnWriterOptions { WriteBloomFilter = true }, 4);
    }

    private void AddRandom(int number)
    {
        ParquetSchema schema = TableGenerator.RandomSchema(_random);
        var options = schema.Columns.ToDictionary(column => column, column => new ColumnWriterOptions { DataPageV2 = _random.Next(2) == 0, WriteBloomFilter = column.Type != PhysicalType.Boolean && _random.Next(2) == 0 });
        Add($"random {number}", schema, _random.Next(1, 800), _random.NextDouble(), (PageStyle)_random.Next(3), column => options[column]);
    }

    private void Add(string name, ParquetSchema schema, int rows, double nullShare, PageStyle style, Func<ColumnDescriptor, ColumnWriterOptions> options) =>
        Write(name, TableGenerator.Make(schema, _random, rows, nullShare), style, options, _random.Next(50, 2000));

    private void Write(string name, TableData table, PageStyle style, Func<ColumnDescriptor, ColumnWriterOptions> options, int rowsOfGroup)
    {
        string path = Path.Combine(_folder, $"{_files.Count}.parquet");
        using FileStream stream = File.Create(path);
        TableWriter.Write(stream, table, options, _ => style, rowsOfGroup, () => _random.Next(1, 200));
        _files.Add(new WrittenFile(name, path, table, [.. table.Schema.Columns.Select(options)]));
    }

    private static IEnumerable<ParquetEncoding> Encodings(PhysicalType type) => type switch
    {
        PhysicalType.Boolean => [ParquetEncoding.Rle],
        PhysicalType.Int32 or PhysicalType.Int64 => [ParquetEncoding.DeltaBinaryPacked, ParquetEncoding.ByteStreamSplit],
        PhysicalType.Float or PhysicalType.Double => [ParquetEncoding.ByteStreamSplit],
        PhysicalType.FixedLenByteArray => [ParquetEncoding.DeltaByteArray, ParquetEncoding.ByteStreamSplit],
        PhysicalType.ByteArray => [ParquetEncoding.DeltaLengthByteArray, ParquetEncoding.DeltaByteArray],
        _ => [],
    };
}
