namespace Tenon.Parquet.Metadata;

/// <summary>A Parquet footer: parquet.thrift's FileMetaData. Immutable by convention: nobody changes the lists.</summary>
public sealed record FileMetadata
{
    /// <summary>Format version, 1 or 2; most writers say 1 whatever they use.</summary>
    public required int Version { get; init; }

    /// <summary>The schema tree in depth-first order, root first.</summary>
    public required IReadOnlyList<SchemaElement> Schema { get; init; }

    /// <summary>Rows in all row groups.</summary>
    public required long RowCount { get; init; }

    /// <summary>The row groups, in file order.</summary>
    public required IReadOnlyList<RowGroupMetadata> RowGroups { get; init; }

    /// <summary>The key/value entries, in file order; keys may repeat.</summary>
    public IReadOnlyList<KeyValue> KeyValues { get; init; } = [];

    /// <summary>The writer, as <c>application version ...</c>.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Per leaf column: how bounds compare. Null where the file says nothing. 1 = TypeDefinedOrder; other ids are carried.</summary>
    public IReadOnlyList<int>? ColumnOrders { get; init; }
}

/// <summary>One key/value entry of a footer.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null where the file has none.</param>
public sealed record KeyValue(string Key, string? Value);

/// <summary>One element of the schema tree: parquet.thrift's SchemaElement.</summary>
public sealed record SchemaElement
{
    /// <summary>The name within the parent.</summary>
    public required string Name { get; init; }

    /// <summary>The physical type; null for a group.</summary>
    public PhysicalType? Type { get; init; }

    /// <summary>Bytes of a <see cref="PhysicalType.FixedLenByteArray"/>; 0 where absent.</summary>
    public int TypeLength { get; init; }

    /// <summary>Null for the root.</summary>
    public Repetition? Repetition { get; init; }

    /// <summary>Children of a group; 0 for a leaf.</summary>
    public int ChildCount { get; init; }

    /// <summary>The old annotation.</summary>
    public ConvertedType? ConvertedType { get; init; }

    /// <summary>Scale of an old decimal annotation.</summary>
    public int? Scale { get; init; }

    /// <summary>Precision of an old decimal annotation.</summary>
    public int? Precision { get; init; }

    /// <summary>The field id that table formats assign.</summary>
    public int? FieldId { get; init; }

    /// <summary>The new annotation.</summary>
    public LogicalType? LogicalType { get; init; }
}

/// <summary>One row group: parquet.thrift's RowGroup.</summary>
public sealed record RowGroupMetadata
{
    /// <summary>One chunk for each leaf column, in schema order.</summary>
    public required IReadOnlyList<ColumnChunkMetadata> Columns { get; init; }

    /// <summary>Uncompressed bytes of all chunks.</summary>
    public required long TotalByteSize { get; init; }

    /// <summary>Rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>How the rows are sorted, if the writer said so.</summary>
    public IReadOnlyList<SortingColumn> SortingColumns { get; init; } = [];

    /// <summary>Where the first page starts, if said.</summary>
    public long? FileOffset { get; init; }

    /// <summary>Compressed bytes of all chunks, if said.</summary>
    public long? TotalCompressedSize { get; init; }

    /// <summary>Position in the file, if said.</summary>
    public int? Ordinal { get; init; }
}

/// <summary>One column of a row group's sort order.</summary>
/// <param name="ColumnIndex">Index of the leaf column in schema order, from 0.</param>
/// <param name="Descending">Whether values fall.</param>
/// <param name="NullsFirst">Whether nulls come before all values.</param>
public sealed record SortingColumn(int ColumnIndex, bool Descending, bool NullsFirst);

/// <summary>One column of one row group: parquet.thrift's ColumnChunk with its ColumnMetaData.</summary>
public sealed record ColumnChunkMetadata
{
    /// <summary>The physical type.</summary>
    public required PhysicalType Type { get; init; }

    /// <summary>The encodings that occur, pages and levels.</summary>
    public required IReadOnlyList<ParquetEncoding> Encodings { get; init; }

    /// <summary>The names from below the root to the leaf.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>The codec of the pages.</summary>
    public required CompressionCodec Codec { get; init; }

    /// <summary>Values including nulls; for repeated columns, level entries.</summary>
    public required long ValueCount { get; init; }

    /// <summary>Bytes of all pages with headers, uncompressed.</summary>
    public required long TotalUncompressedSize { get; init; }

    /// <summary>Bytes of all pages with headers, as stored.</summary>
    public required long TotalCompressedSize { get; init; }

    /// <summary>File offset of the first data page.</summary>
    public required long DataPageOffset { get; init; }

    /// <summary>File offset of the dictionary page, if there is one.</summary>
    public long? DictionaryPageOffset { get; init; }

    /// <summary>Another file that holds the chunk; such files are refused.</summary>
    public string? FilePath { get; init; }

    /// <summary>Chunk statistics.</summary>
    public Statistics? Statistics { get; init; }

    /// <summary>How many pages have which type and encoding; empty where not said.</summary>
    public IReadOnlyList<PageEncodingStats> EncodingStats { get; init; } = [];

    /// <summary>File offset of the Bloom filter, if there is one.</summary>
    public long? BloomFilterOffset { get; init; }

    /// <summary>Bytes of the Bloom filter with its header, if said.</summary>
    public int? BloomFilterLength { get; init; }

    /// <summary>File offset of the offset index, if there is one.</summary>
    public long? OffsetIndexOffset { get; init; }

    /// <summary>Bytes of the offset index.</summary>
    public int? OffsetIndexLength { get; init; }

    /// <summary>File offset of the column index, if there is one.</summary>
    public long? ColumnIndexOffset { get; init; }

    /// <summary>Bytes of the column index.</summary>
    public int? ColumnIndexLength { get; init; }

    /// <summary>Whether the chunk is encrypted; such chunks are refused.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The chunk's own key/value entries; empty where there are none.</summary>
    public IReadOnlyList<KeyValue> KeyValues { get; init; } = [];

    /// <summary>Thrift compact bytes of the GeospatialStatistics struct, carried as they are. Empty where absent.</summary>
    public ReadOnlyMemory<byte> GeospatialStatistics { get; init; }

    /// <summary>Uncompressed bytes of BYTE_ARRAY data, from SizeStatistics, if said.</summary>
    public long? UnencodedByteArrayBytes { get; init; }

    /// <summary>The file offset of the first page, dictionary or data.</summary>
    public long StartOffset => DictionaryPageOffset is > 0 and long dictionary && dictionary < DataPageOffset ? dictionary : DataPageOffset;
}

/// <summary>One row of the page statistics of a chunk.</summary>
/// <param name="PageType">The page type.</param>
/// <param name="Encoding">The value encoding.</param>
/// <param name="Count">How many pages.</param>
public sealed record PageEncodingStats(PageType PageType, ParquetEncoding Encoding, int Count);

/// <summary>Bounds and counts of a chunk or page: parquet.thrift's Statistics.</summary>
public sealed record Statistics
{
    /// <summary>Lower bound in PLAIN encoding (without length prefix), in the column's defined order. Null where absent.</summary>
    public byte[]? MinValue { get; init; }

    /// <summary>Upper bound in PLAIN encoding (without length prefix), in the column's defined order. Null where absent.</summary>
    public byte[]? MaxValue { get; init; }

    /// <summary>Whether the lower bound is a value that occurs.</summary>
    public bool? IsMinExact { get; init; }

    /// <summary>Whether the upper bound is a value that occurs.</summary>
    public bool? IsMaxExact { get; init; }

    /// <summary>Nulls, if counted.</summary>
    public long? NullCount { get; init; }

    /// <summary>Distinct values, if counted.</summary>
    public long? DistinctCount { get; init; }

    /// <summary>Lower bound of the deprecated field, compared as signed bytes by some writers: not to be used for text.</summary>
    public byte[]? DeprecatedMin { get; init; }

    /// <summary>Upper bound of the deprecated field.</summary>
    public byte[]? DeprecatedMax { get; init; }
}

/// <summary>A page header: parquet.thrift's PageHeader with whichever of its three data headers the page has.</summary>
public sealed record PageHeader
{
    /// <summary>The page kind.</summary>
    public required PageType Type { get; init; }

    /// <summary>Bytes of the body when decompressed, levels of v2 included.</summary>
    public required int UncompressedSize { get; init; }

    /// <summary>Bytes of the body as stored, levels of v2 included.</summary>
    public required int CompressedSize { get; init; }

    /// <summary>CRC-32 (IEEE 802.3) of the body as stored, if there is one.</summary>
    public int? Crc { get; init; }

    /// <summary>Values, nulls included; for a dictionary, its entries.</summary>
    public required int ValueCount { get; init; }

    /// <summary>Encoding of the values.</summary>
    public required ParquetEncoding Encoding { get; init; }

    /// <summary>Encoding of the definition levels, v1 only.</summary>
    public ParquetEncoding DefinitionLevelEncoding { get; init; } = ParquetEncoding.Rle;

    /// <summary>Encoding of the repetition levels, v1 only.</summary>
    public ParquetEncoding RepetitionLevelEncoding { get; init; } = ParquetEncoding.Rle;

    /// <summary>Rows, v2 only.</summary>
    public int? RowCount { get; init; }

    /// <summary>Nulls, v2 only.</summary>
    public int? NullCount { get; init; }

    /// <summary>Bytes of the definition levels, v2 only.</summary>
    public int DefinitionLevelsByteLength { get; init; }

    /// <summary>Bytes of the repetition levels, v2 only.</summary>
    public int RepetitionLevelsByteLength { get; init; }

    /// <summary>Whether the values of a v2 page are compressed.</summary>
    public bool IsCompressed { get; init; } = true;

    /// <summary>Page statistics, if there are any.</summary>
    public Statistics? Statistics { get; init; }
}

/// <summary>Where one page lies: parquet.thrift's PageLocation.</summary>
/// <param name="Offset">File offset of the page header.</param>
/// <param name="CompressedPageSize">Bytes of header and body.</param>
/// <param name="FirstRowIndex">Row within the row group at which the page begins.</param>
public sealed record PageLocation(long Offset, int CompressedPageSize, long FirstRowIndex);

/// <summary>parquet.thrift's OffsetIndex.</summary>
public sealed record OffsetIndex
{
    /// <summary>The data pages of the chunk, in order.</summary>
    public required IReadOnlyList<PageLocation> Pages { get; init; }

    /// <summary>Uncompressed BYTE_ARRAY bytes of each page, if said.</summary>
    public IReadOnlyList<long>? UnencodedByteArrayBytes { get; init; }
}

/// <summary>parquet.thrift's ColumnIndex: bounds of each data page of a chunk.</summary>
public sealed record ColumnIndex
{
    /// <summary>Whether a page holds only nulls; its bounds are then empty.</summary>
    public required IReadOnlyList<bool> NullPages { get; init; }

    /// <summary>Lower bounds, perhaps truncated.</summary>
    public required IReadOnlyList<byte[]> MinValues { get; init; }

    /// <summary>Upper bounds, perhaps truncated and then raised.</summary>
    public required IReadOnlyList<byte[]> MaxValues { get; init; }

    /// <summary>The order of the bounds.</summary>
    public required BoundaryOrder BoundaryOrder { get; init; }

    /// <summary>Nulls of each page, if counted.</summary>
    public IReadOnlyList<long>? NullCounts { get; init; }
}
