using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Reading;

/// <summary>Reads parquet.thrift's FileMetaData and gives every error its place. Used once.</summary>
internal sealed class FooterReader(string file, ParquetReaderOptions options)
{
    private ParquetSchema? _schema;
    private int? _rowGroup;
    private string? _column;

    /// <param name="footer">The bytes of the struct; anything after it (a signature) is ignored.</param>
    /// <param name="fileOffset">Where it begins in the file.</param>
    /// <exception cref="ParquetFormatException">The bytes are no footer, or exceed a limit.</exception>
    public (FileMetadata Metadata, ParquetSchema Schema) Read(ReadOnlySpan<byte> footer, long fileOffset)
    {
        var reader = new CompactReader(footer, fileOffset);
        try
        {
            FileMetadata metadata = ReadFile(ref reader);
            return (metadata, _schema!); // ReadFile fails without a schema.
        }
        catch (ParquetFormatException e)
        {
            throw e.At(file, _rowGroup, _column, fileOffset + reader.Position);
        }
    }

    private FileMetadata ReadFile(ref CompactReader reader)
    {
        int? version = null;
        long? rows = null;
        List<SchemaElement>? elements = null;
        List<RowGroupMetadata>? rowGroups = null;
        IReadOnlyList<KeyValue> keyValues = [];
        string? createdBy = null;
        List<int>? orders = null;
        CompactReader early = reader;
        CompactType earlyType = CompactType.Stop;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    version = reader.ReadInt32(field);
                    break;
                case 2:
                    elements = SchemaReader.ReadList(ref reader, field);
                    _schema = new ParquetSchema(elements);
                    break;
                case 3:
                    rows = reader.ReadInt64(field);
                    break;
                case 4 when _schema is null:
                    // Thrift allows any order of fields; row groups are read once the schema is known.
                    early = reader;
                    earlyType = field;
                    reader.Skip(field);
                    break;
                case 4:
                    rowGroups = ReadRowGroups(ref reader, field, _schema);
                    break;
                case 5:
                    keyValues = KeyValueReader.ReadList(ref reader, field);
                    break;
                case 6:
                    createdBy = reader.ReadString(field);
                    break;
                case 7:
                    orders = ReadOrders(ref reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        if (elements is null || _schema is null)
        {
            throw reader.Error("the footer lacks its schema");
        }

        if (rowGroups is null && earlyType != CompactType.Stop)
        {
            rowGroups = ReadRowGroups(ref early, earlyType, _schema);
        }

        return new FileMetadata
        {
            Version = version ?? throw reader.Error("the footer lacks its version"),
            Schema = elements,
            RowCount = rows ?? throw reader.Error("the footer lacks its number of rows"),
            RowGroups = rowGroups ?? throw reader.Error("the footer lacks its row groups"),
            KeyValues = keyValues,
            CreatedBy = createdBy,
            ColumnOrders = orders,
        };
    }

    private List<RowGroupMetadata> ReadRowGroups(ref CompactReader reader, CompactType type, ParquetSchema schema)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        if ((long)count * schema.Columns.Count > options.MaximumColumnChunks)
        {
            throw reader.Error($"{count} row groups of {schema.Columns.Count} columns; the limit is {options.MaximumColumnChunks} column chunks in all");
        }

        var all = new List<RowGroupMetadata>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            _rowGroup = i;
            all.Add(ReadRowGroup(ref reader, schema));
        }

        _rowGroup = null;
        return all;
    }

    private RowGroupMetadata ReadRowGroup(ref CompactReader reader, ParquetSchema schema)
    {
        IReadOnlyList<ColumnChunkMetadata>? columns = null;
        IReadOnlyList<SortingColumn> sorting = [];
        long? bytes = null, rows = null, offset = null, compressed = null;
        int? ordinal = null;
        int id = 0;
        while (reader.TryReadField(ref id, out CompactType field))
        {
            switch (id)
            {
                case 1:
                    columns = ReadColumns(ref reader, field, schema);
                    break;
                case 2:
                    bytes = reader.ReadInt64(field);
                    break;
                case 3:
                    rows = reader.ReadInt64(field);
                    break;
                case 4:
                    sorting = ReadSorting(ref reader, field);
                    break;
                case 5:
                    offset = reader.ReadInt64(field);
                    break;
                case 6:
                    compressed = reader.ReadInt64(field);
                    break;
                case 7:
                    ordinal = reader.ReadInt32(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return new RowGroupMetadata
        {
            Columns = columns ?? throw reader.Error("the row group lacks its columns"),
            TotalByteSize = bytes ?? throw reader.Error("the row group lacks its size"),
            RowCount = rows ?? throw reader.Error("the row group lacks its number of rows"),
            SortingColumns = sorting,
            FileOffset = offset,
            TotalCompressedSize = compressed,
            Ordinal = ordinal,
        };
    }

    private ColumnChunkMetadata[] ReadColumns(ref CompactReader reader, CompactType type, ParquetSchema schema)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        if (count != schema.Columns.Count)
        {
            throw reader.Error($"the row group has {count} columns, the schema {schema.Columns.Count} leaves");
        }

        var columns = new ColumnChunkMetadata[count];
        for (int i = 0; i < count; i++)
        {
            _column = schema.Columns[i].DottedPath;
            columns[i] = ChunkReader.Read(ref reader, schema.Columns[i]);
        }

        _column = null;
        return columns;
    }

    private static List<SortingColumn> ReadSorting(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var all = new List<SortingColumn>(Math.Min(count, 16));
        for (int i = 0; i < count; i++)
        {
            int column = 0, id = 0;
            bool descending = false, nullsFirst = false;
            while (reader.TryReadField(ref id, out CompactType field))
            {
                switch (id)
                {
                    case 1:
                        column = reader.ReadInt32(field);
                        break;
                    case 2:
                        descending = reader.ReadBool(field);
                        break;
                    case 3:
                        nullsFirst = reader.ReadBool(field);
                        break;
                    default:
                        reader.Skip(field);
                        break;
                }
            }

            all.Add(new SortingColumn(column, descending, nullsFirst));
        }

        return all;
    }

    // A union of empty structs: the member's id says it all. 0 where the union has no member.
    private static List<int> ReadOrders(ref CompactReader reader, CompactType type)
    {
        int count = reader.ReadListOf(type, CompactType.Struct);
        var orders = new List<int>(Math.Min(count, 1024));
        for (int i = 0; i < count; i++)
        {
            int order = 0, id = 0;
            while (reader.TryReadField(ref id, out CompactType field))
            {
                order = id;
                reader.Skip(field);
            }

            orders.Add(order);
        }

        return orders;
    }
}
