using System.Buffers.Binary;
using System.Globalization;
using Tenon.Parquet.Hashing;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Thrift;

namespace Tenon.Parquet.Writing;

/// <summary>Writes a Parquet file from encoded column chunks. Not thread-safe.</summary>
/// <remarks>
/// <code>
/// "PAR1"
/// each row group: for each column, dictionary page and data pages; then the Bloom filters of its columns
/// column indexes, offset indexes, footer, length of the footer, "PAR1"
/// </code>
/// The file exists only once <see cref="Finish"/> returned; disposing without it abandons what was written. The stream is
/// written from front to back, never read or sought, and never closed.
/// </remarks>
public sealed class ParquetFileWriter : IDisposable
{
    /// <summary>Most row groups of a file: their ordinal has 16 bits.</summary>
    public const int MaximumRowGroups = short.MaxValue;

    private readonly Stream _destination;
    private readonly ParquetFileWriterOptions _options;
    private readonly List<RowGroupDraft> _rowGroups = [];
    private readonly CompactWriter _thrift = new(4096);
    private long _rowCount;
    private bool _isDone;

    /// <summary>Begins a file.</summary>
    /// <param name="destination">Where to; from its present position on, which is taken as byte 0 of the file.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="options">What the file says of itself.</param>
    /// <exception cref="ArgumentException">A sorting column is not in the schema.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public ParquetFileWriter(Stream destination, ParquetSchema schema, ParquetFileWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        foreach (SortingColumn column in options.SortingColumns)
        {
            if (column.ColumnIndex < 0 || column.ColumnIndex >= schema.Columns.Count)
            {
                throw new ArgumentException($"sorting column {column.ColumnIndex}; the schema has columns 0 to {schema.Columns.Count - 1}", nameof(options));
            }
        }

        (_destination, Schema, _options) = (destination, schema, options);
        Write("PAR1"u8);
    }

    /// <summary>The schema.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Row groups written so far.</summary>
    public int RowGroupCount => _rowGroups.Count;

    /// <summary>Writes a row group and disposes its chunks, also when it fails.</summary>
    /// <param name="columns">One chunk for each column, in schema order.</param>
    /// <param name="rowCount">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">Chunks are missing, in another order or of another number of rows, or there are no rows.</exception>
    /// <exception cref="InvalidOperationException">The file is finished, disposed, or has <see cref="MaximumRowGroups"/> row groups.</exception>
    /// <exception cref="IOException">The stream failed. The file must be abandoned.</exception>
    public void WriteRowGroup(IReadOnlyList<EncodedColumnChunk> columns, long rowCount)
    {
        ArgumentNullException.ThrowIfNull(columns);
        try
        {
            Check(columns, rowCount);
            WriteChecked(columns, rowCount);
        }
        finally
        {
            foreach (EncodedColumnChunk chunk in columns)
            {
                chunk.Dispose();
            }
        }
    }

    /// <summary>Writes indexes and footer. Flushes the stream, does not close it.</summary>
    /// <param name="keyValues">Key/value entries of the footer, in this order.</param>
    /// <returns>The footer.</returns>
    /// <exception cref="InvalidOperationException">The file is finished or disposed, or the footer exceeds <see cref="ParquetFileWriterOptions.MaximumFooterBytes"/>.</exception>
    /// <exception cref="IOException">The stream failed. The file must be abandoned.</exception>
    public FileMetadata Finish(IReadOnlyList<KeyValue> keyValues)
    {
        ArgumentNullException.ThrowIfNull(keyValues);
        ThrowIfDone();
        _isDone = true;
        foreach (RowGroupDraft group in _rowGroups)
        {
            WriteColumnIndexes(group);
        }

        foreach (RowGroupDraft group in _rowGroups)
        {
            WriteOffsetIndexes(group);
        }

        var orders = new int[Schema.Columns.Count];
        Array.Fill(orders, 1);
        var footer = new FileMetadata
        {
            Version = 2,
            Schema = Schema.Elements,
            RowCount = _rowCount,
            RowGroups = [.. _rowGroups.Select(group => group.Metadata with { Columns = group.Columns })],
            KeyValues = keyValues,
            CreatedBy = _options.CreatedBy,
            ColumnOrders = orders,
        };
        _thrift.Clear();
        FileMetadataWriter.Write(_thrift, footer);
        if (_thrift.Length > _options.MaximumFooterBytes)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"the footer of {_rowGroups.Count} row groups and {Schema.Columns.Count} columns takes {_thrift.Length} bytes; at most {_options.MaximumFooterBytes} are allowed"));
        }

        Write(_thrift.Written);
        Span<byte> tail = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(tail, _thrift.Length);
        "PAR1"u8.CopyTo(tail[4..]);
        Write(tail);
        _destination.Flush();
        return footer;
    }

    /// <summary>Ends the work. Without <see cref="Finish"/> the bytes written are no Parquet file.</summary>
    public void Dispose() => _isDone = true;

    private void Check(IReadOnlyList<EncodedColumnChunk> columns, long rowCount)
    {
        ThrowIfDone();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowCount);
        if (_rowGroups.Count == MaximumRowGroups)
        {
            throw new InvalidOperationException($"the file has {MaximumRowGroups} row groups already");
        }

        if (columns.Count != Schema.Columns.Count)
        {
            throw new ArgumentException($"{columns.Count} chunks; the schema has {Schema.Columns.Count} columns", nameof(columns));
        }

        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Column.DottedPath != Schema.Columns[i].DottedPath || columns[i].Column.Type != Schema.Columns[i].Type)
            {
                throw new ArgumentException($"chunk {i} is of column {columns[i].Column.DottedPath}; {Schema.Columns[i].DottedPath} is expected", nameof(columns));
            }

            if (columns[i].RowCount != rowCount)
            {
                throw new ArgumentException($"column {columns[i].Column.DottedPath} has {columns[i].RowCount} rows; the row group has {rowCount}", nameof(columns));
            }
        }
    }

    private void WriteChecked(IReadOnlyList<EncodedColumnChunk> columns, long rowCount)
    {
        long start = BytesWritten;
        var draft = new RowGroupDraft { Columns = new ColumnChunkMetadata[columns.Count], Indexes = new ChunkIndexes[columns.Count] };
        for (int i = 0; i < columns.Count; i++)
        {
            WriteChunk(columns[i], i, draft);
        }

        long end = BytesWritten;
        for (int i = 0; i < columns.Count; i++)
        {
            WriteBloomFilter(columns[i], i, draft);
        }

        draft.Metadata = new RowGroupMetadata
        {
            Columns = draft.Columns,
            TotalByteSize = columns.Sum(chunk => chunk.UncompressedBytes),
            RowCount = rowCount,
            SortingColumns = _options.SortingColumns,
            FileOffset = start,
            TotalCompressedSize = end - start,
            Ordinal = _rowGroups.Count,
        };
        _rowCount = checked(_rowCount + rowCount);
        _rowGroups.Add(draft);
    }

    private void WriteChunk(EncodedColumnChunk chunk, int column, RowGroupDraft draft)
    {
        long dictionaryOffset = BytesWritten;
        if (chunk.Dictionary is not null)
        {
            WritePage(chunk.Dictionary);
        }

        long dataOffset = BytesWritten;
        var locations = new PageLocation[chunk.Pages.Count];
        long row = 0;
        for (int i = 0; i < locations.Length; i++)
        {
            StoredPage page = chunk.Pages[i];
            locations[i] = new PageLocation(BytesWritten, page.FileLength, row);
            WritePage(page);
            row += page.RowCount;
        }

        draft.Columns[column] = new ColumnChunkMetadata
        {
            Type = chunk.Column.Type,
            Encodings = chunk.Encodings(),
            Path = chunk.Column.Path,
            Codec = chunk.Codec,
            ValueCount = chunk.ValueCount,
            TotalUncompressedSize = chunk.UncompressedBytes,
            TotalCompressedSize = chunk.StoredBytes,
            DataPageOffset = dataOffset,
            DictionaryPageOffset = chunk.Dictionary is null ? null : dictionaryOffset,
            Statistics = chunk.Statistics,
            EncodingStats = chunk.EncodingStats(),
            UnencodedByteArrayBytes = chunk.UnencodedByteArrayBytes(),
        };

        // Serialised at once: a few dozen bytes a page wait for the end of the file, not the objects.
        _thrift.Clear();
        PageIndexWriter.Write(_thrift, new OffsetIndex { Pages = locations });
        byte[] offsets = _thrift.Written.ToArray();
        _thrift.Clear();
        if (_options.WriteColumnIndex && chunk.ColumnIndex is { } index)
        {
            PageIndexWriter.Write(_thrift, index);
        }

        draft.Indexes[column] = new ChunkIndexes(_thrift.Written.ToArray(), offsets);
    }

    private void WriteBloomFilter(EncodedColumnChunk chunk, int column, RowGroupDraft draft)
    {
        if (chunk.BloomFilter is not { } filter)
        {
            return;
        }

        long offset = BytesWritten;
        Span<byte> header = stackalloc byte[BloomFilter.MaximumHeaderBytes];
        Write(header[..filter.WriteHeader(header)]);
        Write(filter.Bits);
        draft.Columns[column] = draft.Columns[column] with { BloomFilterOffset = offset, BloomFilterLength = checked((int)(BytesWritten - offset)) };
    }

    private void WriteColumnIndexes(RowGroupDraft group)
    {
        for (int i = 0; i < group.Columns.Length; i++)
        {
            byte[] index = group.Indexes[i].Column;
            if (index.Length > 0)
            {
                group.Columns[i] = group.Columns[i] with { ColumnIndexOffset = BytesWritten, ColumnIndexLength = index.Length };
                Write(index);
            }
        }
    }

    private void WriteOffsetIndexes(RowGroupDraft group)
    {
        for (int i = 0; i < group.Columns.Length; i++)
        {
            byte[] index = group.Indexes[i].Offset;
            group.Columns[i] = group.Columns[i] with { OffsetIndexOffset = BytesWritten, OffsetIndexLength = index.Length };
            Write(index);
        }
    }

    private void WritePage(StoredPage page)
    {
        Write(page.Header);
        Write(page.Stored);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _destination.Write(bytes);
        BytesWritten += bytes.Length;
    }

    private void ThrowIfDone()
    {
        if (_isDone)
        {
            throw new InvalidOperationException("the file is finished or disposed");
        }
    }

    private readonly record struct ChunkIndexes(byte[] Column, byte[] Offset);

    private sealed class RowGroupDraft
    {
        public required ColumnChunkMetadata[] Columns { get; init; }

        public required ChunkIndexes[] Indexes { get; init; }

        public RowGroupMetadata Metadata { get; set; } = null!; // Set before the draft is listed.
    }
}
