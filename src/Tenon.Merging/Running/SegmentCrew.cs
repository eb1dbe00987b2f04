using Tenon.Merging.Assembly;
using Tenon.Merging.Content;
using Tenon.Merging.Copying;
using Tenon.Merging.Ordering;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Running;

/// <summary>Runs all columns of a segment, and the ordering of the next one, on a crew of workers.</summary>
/// <remarks>Each worker sums row hashes of its own; they are added together when all are done, so the sum is the same for any crew.</remarks>
internal sealed class SegmentCrew : IDisposable
{
    private readonly WorkCrew _crew;
    private readonly ColumnAssembler[] _columns;
    private readonly long[] _weights;
    private readonly bool _computeDigest;
    private readonly PageCopyRules? _copyRules;
    private readonly PageBudget _pageBudget;
    private readonly BufferPool _pool;
    private readonly PooledBuffer?[] _hashes;
    private readonly bool[] _isHashed;

    /// <param name="inputs">The inputs of the pass.</param>
    /// <param name="union">The columns.</param>
    /// <param name="layout">The sort key, or null.</param>
    /// <param name="encoders">Makes the encoder of a column.</param>
    /// <param name="crew">The workers.</param>
    /// <param name="computeDigest">Whether rows are hashed.</param>
    /// <param name="copyRules">Which pages may be copied; null for none.</param>
    /// <param name="memory">How much memory there is for pages.</param>
    /// <param name="pool">Where buffers live.</param>
    public SegmentCrew(
        IReadOnlyList<PassInput> inputs, ParquetSchema union, KeyLayout? layout, Func<ColumnDescriptor, ChunkEncoder> encoders,
        WorkCrew crew, bool computeDigest, PageCopyRules? copyRules, MemoryPlan memory, BufferPool pool)
    {
        (_crew, _computeDigest, _copyRules, _pageBudget, _pool) = (crew, computeDigest, copyRules, new PageBudget(memory, pool), pool);
        Tenon.Parquet.ParquetFile[] files = [.. inputs.Select(input => input.File)];
        _columns = [.. union.Columns.Select(column => Make(column, files, [.. inputs.Select(input => input.Columns[column.Index])], layout, encoders(column)))];
        _weights = [.. _columns.Select(column => column.Column.ValueWidth == 0 ? 16L : column.Column.ValueWidth)];
        _hashes = new PooledBuffer?[crew.Workers];
        _isHashed = new bool[crew.Workers];
    }

    /// <summary>The columns, in schema order.</summary>
    public IReadOnlyList<ColumnAssembler> Columns => _columns;

    /// <summary>Does one thing for every column, and one thing beside.</summary>
    /// <param name="segment">The rows.</param>
    /// <param name="beside">Runs first, at the same time as the columns.</param>
    /// <param name="column">Does the work of a column and says how heavy it was; gets its number and the row hashes, if they are wanted.</param>
    /// <param name="digests">For each input the digest of its rows, added to.</param>
    /// <param name="cancellationToken">Ends the work between columns.</param>
    public async Task RunAsync(Segment segment, Action beside, Func<int, RowHashes, long> column, RowDigest[] digests, CancellationToken cancellationToken)
    {
        Array.Clear(_isHashed);

        // The heaviest columns first, so that no worker is left alone with one at the end.
        int[] byWeight = [.. Enumerable.Range(0, _columns.Length).OrderByDescending(i => _weights[i]).ThenBy(i => i)];
        await _crew.RunAsync(
            _columns.Length + 1,
            (item, worker) =>
            {
                if (item == 0)
                {
                    beside();
                    return;
                }

                int index = byWeight[item - 1];
                _weights[index] = column(index, _computeDigest ? HashesOf(worker, segment.RowCount) : default);
                _columns[index].ReleasePages();
            },
            cancellationToken);
        if (_computeDigest)
        {
            AddDigests(segment, digests);
        }

        _pageBudget.Adjust();
    }

    public void Dispose()
    {
        foreach (ColumnAssembler column in _columns)
        {
            column.Dispose();
        }

        foreach (PooledBuffer? hashes in _hashes)
        {
            hashes?.Dispose();
        }
    }

    private ColumnAssembler Make(ColumnDescriptor column, Tenon.Parquet.ParquetFile[] files, ColumnSource[] sources, KeyLayout? layout, ChunkEncoder encoder)
    {
        int keyField = layout is null ? -1 : Array.FindIndex(layout.Fields, field => field.Column.Index == column.Index);
        return column.MaxRepetitionLevel > 0
            ? new RepeatedAssembler(column, files, sources, encoder, _pageBudget, _pool)
            : new FlatAssembler(column, files, sources, keyField, encoder, _copyRules, _pageBudget, _pool);
    }

    private RowHashes HashesOf(int worker, int rows)
    {
        PooledBuffer? buffer = _hashes[worker];
        if (buffer is null || buffer.Length < RowHashes.BytesFor(rows))
        {
            buffer?.Dispose();
            _hashes[worker] = buffer = _pool.Rent(RowHashes.BytesFor(rows));
        }

        var hashes = new RowHashes(buffer, rows);
        if (!_isHashed[worker])
        {
            hashes.Clear();
            _isHashed[worker] = true;
        }

        return hashes;
    }

    private void AddDigests(Segment segment, RowDigest[] digests)
    {
        int first = Array.IndexOf(_isHashed, true);
        if (first < 0)
        {
            return;
        }

        var sum = new RowHashes(_hashes[first]!, segment.RowCount); // Marked as hashed, so it is there.
        for (int worker = first + 1; worker < _hashes.Length; worker++)
        {
            if (_isHashed[worker])
            {
                sum.Add(new RowHashes(_hashes[worker]!, segment.RowCount)); // Likewise.
            }
        }

        foreach (SegmentRange range in segment.Ranges)
        {
            digests[range.Input] += sum.Digest(range.FrameOffset, range.RowCount);
        }
    }
}
