using Tenon.Ingest.Rows;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Writing;
using Tenon.Splits;

namespace Tenon.Ingest.Writing;

/// <summary>The file of one split while it is written: under a temporary name until it is committed, and deleted if it never is. Not thread-safe.</summary>
internal sealed class SplitFile : IDisposable
{
    private const int LargestPageBytes = 1 << 20;
    private const int SmallestPageBytes = 8 << 10;

    private readonly SplitLayout _layout;
    private readonly long _groupBytes;
    private readonly string _finalPath;
    private readonly FileStream _stream;
    private readonly ParquetWriter _writer;
    private readonly ColumnBuffer[] _leaves;
    private long _bytesOfGroup;
    private int _rowsOfGroup;
    private bool _isCommitted;

    public SplitFile(SplitLayout layout, IngestSettings settings, SplitId id, BufferPool pool)
    {
        (_layout, Id, _groupBytes) = (layout, id, settings.RowGroupBytes);
        _leaves = new ColumnBuffer[layout.Schema.Columns.Count];
        Directory.CreateDirectory(settings.OutputFolder);
        _finalPath = System.IO.Path.Combine(settings.OutputFolder, $"{id}.parquet");
        Path = _finalPath + ".tmp";
        _stream = File.Create(Path);
        try
        {
            // A page and a dictionary of each column are in memory at once.
            int pageBytes = (int)Math.Clamp(settings.RowGroupBytes / 4 / Math.Max(1, _leaves.Length), SmallestPageBytes, LargestPageBytes);
            _writer = new ParquetWriter(_stream, layout.Schema, new ParquetWriterOptions
            {
                Columns = column => new ColumnWriterOptions { WriteBloomFilter = layout.BloomLeaves.Contains(column.Index) },
                PageBytes = pageBytes,
                DictionaryBytes = pageBytes,
                Pool = pool,
                File = new ParquetFileWriterOptions { SortingColumns = layout.SortingColumns },
            });
        }
        catch
        {
            _stream.Dispose();
            File.Delete(Path);
            throw;
        }
    }

    public SplitId Id { get; }

    /// <summary>The temporary name.</summary>
    public string Path { get; }

    public int RowGroups { get; private set; }

    public long BytesWritten => _writer.BytesWritten;

    /// <summary>Whether the row group has all the rows, or all the bytes, that it may have.</summary>
    public bool IsGroupFull => _rowsOfGroup >= _layout.Config.RowGroupRows || _bytesOfGroup >= _groupBytes;

    /// <summary>Rows that may still be added to the row group; at least 1 unless it is full.</summary>
    public int RoomInRows => _layout.Config.RowGroupRows - _rowsOfGroup;

    public void Add(RowBlock rows, int first, int end)
    {
        int leaf = 0;
        foreach (ColumnShape shape in _layout.Columns)
        {
            foreach (ColumnBuffer buffer in rows.Find(shape.Name)!.Leaves) // Rows of the merge's schema, all of which the layout has.
            {
                buffer.WriteTo(_writer.Columns[leaf++], first, end);
            }
        }

        _rowsOfGroup += end - first;
        _bytesOfGroup += rows.MemoryBytes * (end - first) / rows.RowCount;
    }

    public void EndRowGroup()
    {
        _writer.EndRowGroup();
        RowGroups++;
        (_rowsOfGroup, _bytesOfGroup) = (0, 0);
    }

    /// <summary>Ends the file, under its temporary name.</summary>
    public void Finish()
    {
        _writer.Finish([]);
        _writer.Dispose();
        _stream.Dispose();
    }

    /// <summary>Gives the file its name.</summary>
    /// <returns>The path.</returns>
    public string Commit()
    {
        File.Move(Path, _finalPath);
        _isCommitted = true;
        return _finalPath;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream.Dispose();
        if (!_isCommitted)
        {
            File.Delete(Path);
        }
    }
}
