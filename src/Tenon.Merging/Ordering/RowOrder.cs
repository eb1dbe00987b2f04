using System.Runtime.InteropServices;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>What the next segment should be.</summary>
/// <param name="TargetRows">Rows to aim for.</param>
/// <param name="MaximumRows">Rows never to exceed, at least <paramref name="TargetRows"/>.</param>
/// <param name="EndAtKeyChange">Whether to go on, up to the maximum, while rows have the sort key of the last.</param>
/// <param name="MayExtend">Whether to go on, up to the maximum, to where a row group begins that can be copied.</param>
internal readonly record struct SegmentRequest(int TargetRows, int MaximumRows, bool EndAtKeyChange, bool MayExtend = true);

/// <summary>The order in which the rows of all inputs go to the output, handed out in segments. Not thread-safe.</summary>
internal abstract class RowOrder : IDisposable
{
    /// <summary>The next rows.</summary>
    /// <returns>Null when there are none.</returns>
    public abstract Segment? Next(SegmentRequest request);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the order holds.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>Where the row groups of an input begin, and which of them may be copied whole.</summary>
internal sealed class RowGroupMap
{
    private readonly long[] _firstRows;
    private readonly Func<int, bool> _mayCopy;

    public RowGroupMap(ParquetFile file, Func<int, bool> mayCopy)
    {
        _mayCopy = mayCopy;
        _firstRows = new long[file.Metadata.RowGroups.Count + 1];
        for (int i = 0; i < file.Metadata.RowGroups.Count; i++)
        {
            _firstRows[i + 1] = _firstRows[i] + file.Metadata.RowGroups[i].RowCount;
        }
    }

    /// <summary>Rows of the file.</summary>
    public long RowCount => _firstRows[^1];

    /// <summary>The row group that begins at a row and may be copied, or -1.</summary>
    public int CopyableAt(long row)
    {
        int group = Array.BinarySearch(_firstRows, row);
        if (group < 0)
        {
            return -1;
        }

        while (group + 1 < _firstRows.Length - 1 && _firstRows[group + 1] == row)
        {
            group++; // Past row groups without rows.
        }

        return group < _firstRows.Length - 1 && _mayCopy(group) ? group : -1;
    }

    /// <summary>The row after the last one of the row group that holds a row.</summary>
    public long EndOfGroup(long row)
    {
        int at = Array.BinarySearch(_firstRows, row + 1);
        return _firstRows[at >= 0 ? at : ~at];
    }

    /// <summary>Rows of a row group.</summary>
    public long RowsOf(int group) => _firstRows[group + 1] - _firstRows[group];
}

/// <summary>Gathers the runs of a segment and turns them into ranges and a permutation. Used again for each segment.</summary>
internal sealed unsafe class SegmentBuilder(int inputs, BufferPool pool)
{
    private readonly List<KeyBlockRange>?[] _blocks = new List<KeyBlockRange>?[inputs];
    private readonly long[] _firstRows = new long[inputs];
    private readonly int[] _rows = new int[inputs];
    private int[] _runInputs = new int[1024];
    private int[] _runCounts = new int[1024];
    private int _runs;

    /// <summary>Rows so far.</summary>
    public int RowCount { get; private set; }

    /// <summary>Appends rows of one input; consecutive rows of one input are one run.</summary>
    /// <param name="input">The input.</param>
    /// <param name="firstRow">The row of the input that the first of them is.</param>
    /// <param name="count">At least 1.</param>
    public void Append(int input, long firstRow, int count)
    {
        if (_rows[input] == 0)
        {
            _firstRows[input] = firstRow;
        }

        _rows[input] += count;
        RowCount += count;
        if (_runs > 0 && _runInputs[_runs - 1] == input)
        {
            _runCounts[_runs - 1] += count;
            return;
        }

        if (_runs == _runInputs.Length)
        {
            Array.Resize(ref _runInputs, _runs * 2);
            Array.Resize(ref _runCounts, _runs * 2);
        }

        _runInputs[_runs] = input;
        _runCounts[_runs++] = count;
    }

    /// <summary>Notes which rows of a block the segment uses, and holds the block.</summary>
    public void UseBlock(KeyBlock block, int first, int count)
    {
        if (count > 0)
        {
            (_blocks[block.Input] ??= []).Add(new KeyBlockRange(block.Acquire(), first, count));
        }
    }

    /// <summary>Makes the segment and begins the next.</summary>
    public Segment Build(int wholeRowGroup, bool endsAtKeyChange, bool isLast)
    {
        var ranges = new List<SegmentRange>();
        int offset = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i] > 0)
            {
                ranges.Add(new SegmentRange(i, _firstRows[i], _rows[i], offset, _blocks[i] ?? []));
                offset += _rows[i];
            }
        }

        bool isFrameOrder = _runs == ranges.Count;
        for (int i = 1; isFrameOrder && i < _runs; i++)
        {
            isFrameOrder = _runInputs[i] > _runInputs[i - 1];
        }

        var longRuns = new List<LongRun>();
        var segment = new Segment
        {
            RowCount = RowCount,
            Ranges = [.. ranges],
            Permutation = isFrameOrder ? null : Permute(ranges, longRuns),
            RunCount = _runs,
            LongRuns = longRuns,
            WholeRowGroup = wholeRowGroup,
            EndsAtKeyChange = endsAtKeyChange,
            IsLast = isLast,
        };
        if (isFrameOrder)
        {
            longRuns.AddRange(ranges.Where(range => range.RowCount >= LongRun.MinimumRows).Select(range => new LongRun(range.FrameOffset, range.FrameOffset, range.RowCount)));
        }

        longRuns.Sort((one, other) => one.FrameOffset.CompareTo(other.FrameOffset));
        Array.Clear(_rows);
        Array.Clear(_blocks);
        (_runs, RowCount) = (0, 0);
        return segment;
    }

    private PooledBuffer Permute(List<SegmentRange> ranges, List<LongRun> longRuns)
    {
        PooledBuffer permutation = pool.Rent((long)RowCount * sizeof(int));
        var output = (int*)permutation.Pointer;
        int* next = stackalloc int[_rows.Length <= 1024 ? _rows.Length : 0];
        int[]? many = _rows.Length > 1024 ? new int[_rows.Length] : null;
        fixed (int* manyAt = many)
        {
            int* at = many is null ? next : manyAt;
            foreach (SegmentRange range in ranges)
            {
                at[range.Input] = range.FrameOffset;
            }

            for (int run = 0; run < _runs; run++)
            {
                int count = _runCounts[run];
                int place = at[_runInputs[run]];
                at[_runInputs[run]] = place + count;
                if (count >= LongRun.MinimumRows)
                {
                    longRuns.Add(new LongRun(place, (int)(output - (int*)permutation.Pointer), count));
                }

                do
                {
                    *output++ = place++;
                }
                while (--count > 0);
            }
        }

        return permutation;
    }
}
