using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Writing;

/// <summary>Writes a Parquet file from columns of typed values.</summary>
/// <remarks>
/// Every column takes its rows by itself; <see cref="EndRowGroup"/> cuts a row group where all have the same number. Pages,
/// dictionaries, statistics and indexes come by themselves. The file exists only once <see cref="Finish"/> returned; disposing
/// without it abandons what was written. The stream is never closed. Not thread-safe, but different columns may be written by
/// different threads between two row groups.
/// </remarks>
/// <example>
/// <code>
/// using var writer = new ParquetWriter(stream, schema);
/// writer["at"].Write&lt;long&gt;([1, 2, 3]);
/// writer["name"].Write(["a", null, "b"]);
/// writer.Finish();
/// </code>
/// </example>
public sealed class ParquetWriter : IDisposable
{
    private readonly BufferPool _pool;
    private readonly bool _ownsPool;
    private readonly ParquetFileWriter _file;
    private readonly ParquetColumnWriter[] _columns;
    private bool _isDisposed;

    /// <summary>Begins a file.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="schema">The schema, for instance from <see cref="SchemaBuilder"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options do not suit a column.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public ParquetWriter(Stream destination, ParquetSchema schema, ParquetWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new ParquetWriterOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PageRows, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PageBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.DictionaryBytes, nameof(options));
        _file = new ParquetFileWriter(destination, schema, options.File);
        _ownsPool = options.Pool is null;
        _pool = options.Pool ?? new BufferPool();
        _columns = [.. schema.Columns.Select(column => new ParquetColumnWriter(column, options, _pool))];
    }

    /// <summary>The columns, in schema order.</summary>
    public IReadOnlyList<ParquetColumnWriter> Columns => _columns;

    /// <summary>Bytes written to the stream so far.</summary>
    public long BytesWritten => _file.BytesWritten;

    /// <summary>The column of that dotted path.</summary>
    /// <param name="path">The names from below the root to the leaf, joined by dots.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ParquetColumnWriter this[string path] =>
        Array.Find(_columns, column => column.Column.DottedPath == path) ?? throw new ArgumentException($"the schema has no column {path}", nameof(path));

    /// <summary>Ends a row group; without rows, nothing happens.</summary>
    /// <exception cref="InvalidOperationException">The columns have different numbers of rows.</exception>
    /// <exception cref="IOException">The stream failed. The file must be abandoned.</exception>
    public void EndRowGroup()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        long rows = _columns.Length == 0 ? 0 : _columns[0].RowCount;
        foreach (ParquetColumnWriter column in _columns)
        {
            if (column.RowCount != rows)
            {
                throw new InvalidOperationException($"column {column.Column.DottedPath} has {column.RowCount} rows in this row group; column {_columns[0].Column.DottedPath} has {rows}");
            }
        }

        if (rows > 0)
        {
            var chunks = new List<EncodedColumnChunk>(_columns.Length);
            try
            {
                chunks.AddRange(_columns.Select(column => column.EndChunk()));
            }
            catch
            {
                chunks.ForEach(chunk => chunk.Dispose());
                throw;
            }

            _file.WriteRowGroup(chunks, rows);
        }
    }

    /// <summary>Ends the last row group and the file. Flushes the stream, does not close it.</summary>
    /// <param name="keyValues">Key/value entries of the footer.</param>
    /// <returns>The footer.</returns>
    /// <exception cref="InvalidOperationException">The columns have different numbers of rows, or the file is finished.</exception>
    /// <exception cref="IOException">The stream failed. The file must be abandoned.</exception>
    public FileMetadata Finish(params IReadOnlyList<KeyValue> keyValues)
    {
        EndRowGroup();
        return _file.Finish(keyValues);
    }

    /// <summary>Gives all memory back. Without <see cref="Finish"/> the bytes written are no Parquet file.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _file.Dispose();
        foreach (IDisposable column in _columns)
        {
            column.Dispose();
        }

        if (_ownsPool)
        {
            _pool.Dispose();
        }
    }
}
