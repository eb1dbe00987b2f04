using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>The rows of one output row group: which rows of which inputs, and in which order.</summary>
/// <remarks>
/// The rows of a segment are a consecutive range of each input. The frame puts these ranges one after another in input order; a
/// column is decoded into the frame and then gathered by the permutation.
/// <code>
/// inputs   0: rows 10..12   1: rows 7..9        frame   0:10 0:11 1:7 1:8
/// output   0:10 1:7 1:8 0:11                    permutation   0 2 3 1
/// </code>
/// </remarks>
internal sealed class Segment : IDisposable
{
    private bool _isDisposed;

    /// <summary>Rows of the segment, at least 1.</summary>
    public required int RowCount { get; init; }

    /// <summary>The inputs that have rows here, in input order.</summary>
    public required SegmentRange[] Ranges { get; init; }

    /// <summary>For each output row its place in the frame, 4 bytes each; null if the output is the frame as it is.</summary>
    public required PooledBuffer? Permutation { get; init; }

    /// <summary>Runs of rows from one input.</summary>
    public required long RunCount { get; init; }

    /// <summary>The runs of at least <see cref="LongRun.MinimumRows"/> rows, in frame order: where whole pages may go to the output together.</summary>
    public IReadOnlyList<LongRun> LongRuns { get; init; } = [];

    /// <summary>If the segment is exactly one whole row group of one input that may be copied: that row group; else -1.</summary>
    public required int WholeRowGroup { get; init; }

    /// <summary>Whether the next row, if there is one, has another sort key than the last.</summary>
    public required bool EndsAtKeyChange { get; init; }

    /// <summary>Whether no rows follow.</summary>
    public required bool IsLast { get; init; }

    /// <summary>Gives back what the segment holds. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Permutation?.Dispose();
        foreach (SegmentRange range in Ranges)
        {
            foreach (KeyBlockRange block in range.Blocks)
            {
                block.Block.Release();
            }
        }
    }
}

/// <summary>The rows of one input in a segment.</summary>
/// <param name="Input">The input.</param>
/// <param name="FirstRow">Its first row here.</param>
/// <param name="RowCount">How many.</param>
/// <param name="FrameOffset">Where they begin in the frame.</param>
/// <param name="Blocks">The blocks that hold their sort columns; empty without a sort key.</param>
internal sealed record SegmentRange(int Input, long FirstRow, int RowCount, int FrameOffset, IReadOnlyList<KeyBlockRange> Blocks);

/// <summary>Rows of a block.</summary>
/// <param name="Block">The block, held.</param>
/// <param name="First">The first row within the block.</param>
/// <param name="Count">How many.</param>
internal readonly record struct KeyBlockRange(KeyBlock Block, int First, int Count);

/// <summary>Consecutive rows of one input that are consecutive in the output.</summary>
/// <param name="FrameOffset">Where they begin in the frame.</param>
/// <param name="OutputRow">Where they begin in the segment's output.</param>
/// <param name="RowCount">How many.</param>
internal readonly record struct LongRun(int FrameOffset, int OutputRow, int RowCount)
{
    /// <summary>Runs below are not listed: a page of so few rows is hardly ever worth copying, and there may be very many such runs.</summary>
    public const int MinimumRows = 16;
}
