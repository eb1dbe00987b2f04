using Tenon.Merging.Content;
using Tenon.Merging.Ordering;
using Tenon.Merging.Planning;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Merging.Assembly;

/// <summary>Assembles a repeated column (in a list or map): any number of level entries a row, moved row by row.</summary>
internal sealed unsafe class RepeatedAssembler : ColumnAssembler
{
    private readonly ParquetFile[] _files;
    private readonly ColumnSource[] _sources;
    private readonly RepeatedReader?[] _readers;
    private readonly CellHash _hash;
    private readonly byte[] _presentNodes;
    private readonly BufferPool _pool;
    private readonly ChunkEncoder _encoder;
    private readonly PageBudget _pageBudget;

    /// <param name="column">The output column.</param>
    /// <param name="files">The inputs.</param>
    /// <param name="sources">Where the column is in each.</param>
    /// <param name="encoder">Encodes it.</param>
    /// <param name="pageBudget">Says when no more pages are to be kept.</param>
    /// <param name="pool">Where buffers live.</param>
    public RepeatedAssembler(ColumnDescriptor column, ParquetFile[] files, ColumnSource[] sources, ChunkEncoder encoder, PageBudget pageBudget, BufferPool pool)
    {
        (Column, _files, _sources, _encoder, _pageBudget, _pool) = (column, files, sources, encoder, pageBudget, pool);
        _readers = new RepeatedReader?[files.Length];
        _hash = new CellHash(column.DottedPath);
        _presentNodes = LevelMap.PresentNodes(column);
    }

    public override ColumnDescriptor Column { get; }

    /// <remarks>None: a page of a repeated column has rows, and entries, of which only the levels tell.</remarks>
    public override long CopiedPages => 0;

    public override EncodedColumnChunk Assemble(Segment segment, RowHashes rowHashes)
    {
        using var frame = new RepeatedFrame(Column.ValueWidth, _pool);
        foreach (SegmentRange range in segment.Ranges)
        {
            if (_sources[range.Input].Leaf < 0)
            {
                for (int r = 0; r < range.RowCount; r++)
                {
                    frame.BeginRow();
                    frame.Add(0, 0, null, null, null);
                }
            }
            else
            {
                ReaderOf(range.Input).Read(range.RowCount, frame, rowHashes.AreWanted ? rowHashes.Rows + range.FrameOffset : null);
            }
        }

        if (segment.Permutation is null)
        {
            return _encoder.Encode(Ordered(frame, segment.RowCount));
        }

        using var ordered = new RepeatedFrame(Column.ValueWidth, _pool);
        var permutation = (int*)segment.Permutation.Pointer;
        for (int r = 0; r < segment.RowCount; r++)
        {
            ordered.AddRow(frame, permutation[r], permutation[r] == segment.RowCount - 1);
        }

        return _encoder.Encode(Ordered(ordered, segment.RowCount));
    }

    public override void Digest(Segment segment, RowHashes rowHashes)
    {
        // A null at the top of a column contributes nothing, so an input without the column has nothing to add.
        foreach (SegmentRange range in segment.Ranges.Where(range => _sources[range.Input].Leaf >= 0))
        {
            using var frame = new RepeatedFrame(Column.ValueWidth, _pool);
            ReaderOf(range.Input).Read(range.RowCount, frame, rowHashes.Rows + range.FrameOffset);
        }
    }

    public override void SkipRowGroup(int input, int rowGroup)
    {
        if (_sources[input].Leaf >= 0)
        {
            ReaderOf(input).SkipRowGroup(rowGroup);
        }
    }

    public override void ReleasePages()
    {
        bool isCrowded = _pageBudget.IsUsedUp;
        foreach (RepeatedReader? reader in _readers)
        {
            if (isCrowded)
            {
                reader?.Evict();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (RepeatedReader? reader in _readers)
        {
            reader?.Dispose();
        }

        _encoder.Dispose();
    }

    private RepeatedReader ReaderOf(int input) =>
        _readers[input] ??= new RepeatedReader(_files[input], _sources[input], _presentNodes, _hash, _pool);

    private OrderedColumn Ordered(RepeatedFrame frame, int rows) => new()
    {
        RowCount = rows,
        LevelCount = frame.LevelCount,
        Present = frame.ValueCount,
        Repetition = frame.Repetition,
        Definition = frame.Definition,
        Fixed = Column.ValueWidth > 0 ? frame.Values : null,
        Bytes = Column.ValueWidth == 0 ? (ByteArrayRef*)frame.Values : null,
    };
}
