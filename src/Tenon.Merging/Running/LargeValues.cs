using Tenon.Merging.Ordering;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Running;

/// <summary>Splits segments whose rows are much larger than the mean, by which row groups are sized.</summary>
/// <remarks>
/// A hundred neighbours of 1 MiB among a million small values do not show in a mean. They show in the sizes of pages, so the page
/// headers of columns with values of any size are read beforehand, of large chunks only: no other can hold much. Cuts follow from
/// the inputs and the budget alone. Not thread-safe.
/// </remarks>
internal sealed class LargeValues(IReadOnlyList<PassInput> inputs, ParquetSchema union, long limitBytes, BufferPool pool)
{
    // For each input the columns that may hold much in few rows.
    private readonly PageSizes[][] _columns = [.. inputs.Select(input => ColumnsOf(input, union, limitBytes / 8))];

    /// <summary>Splits a segment into parts that each hold no more than the limit, or a single row.</summary>
    /// <param name="segment">Taken over, unless it is the result.</param>
    /// <returns>The parts, in order; the segment itself if it is small enough.</returns>
    /// <exception cref="ParquetFormatException">A page header is damaged.</exception>
    public IReadOnlyList<Segment> Split(Segment segment)
    {
        if (segment.RowCount == 1 || segment.Ranges.Sum(BytesOf) <= limitBytes)
        {
            return [segment];
        }

        double[] weights = new double[segment.RowCount];
        foreach (SegmentRange range in segment.Ranges)
        {
            foreach ((int first, int count, double bytes) in PagesOf(range))
            {
                foreach (ref double weight in weights.AsSpan(range.FrameOffset + first, count))
                {
                    weight += bytes / count;
                }
            }
        }

        return SegmentSplitter.Split(segment, Cuts(segment, weights), pool);
    }

    /// <summary>The output rows before which to cut.</summary>
    private List<int> Cuts(Segment segment, double[] weights)
    {
        ReadOnlySpan<int> permutation = segment.Permutation is null ? default : segment.Permutation.SpanOf<int>();
        var cuts = new List<int>();
        double sum = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            double weight = weights[permutation.IsEmpty ? row : permutation[row]];
            if (sum > 0 && sum + weight > limitBytes)
            {
                cuts.Add(row);
                sum = 0;
            }

            sum += weight;
        }

        return cuts;
    }

    private double BytesOf(SegmentRange range) => PagesOf(range).Sum(part => part.Bytes);

    /// <summary>The pages that hold a range's rows: rows counted from its first, and the bytes of that part of the page.</summary>
    private IEnumerable<(int First, int Count, double Bytes)> PagesOf(SegmentRange range)
    {
        foreach (PageSizes column in _columns[range.Input])
        {
            foreach ((int First, int Count, double Bytes) part in column.Between(range.FirstRow, range.RowCount))
            {
                yield return part;
            }
        }
    }

    private static PageSizes[] ColumnsOf(PassInput input, ParquetSchema union, long smallChunkBytes) =>
    [
        .. union.Columns
            .Where(column => column.ValueWidth == 0 || column.MaxRepetitionLevel > 0)
            .Select(column => input.Columns[column.Index].Leaf)
            .Where(leaf => leaf >= 0 && input.File.Metadata.RowGroups.Any(group => group.Columns[leaf].TotalUncompressedSize > smallChunkBytes))
            .Select(leaf => new PageSizes(input.File, leaf, smallChunkBytes)),
    ];

    /// <summary>Rows and bytes of the pages of one column of one input, of a row group at a time. Asked from front to back.</summary>
    private sealed class PageSizes(ParquetFile file, int leaf, long smallChunkBytes)
    {
        private readonly List<(long FirstRow, long Rows, long Bytes)> _pages = [];
        private int _rowGroup = -1;
        private long _nextRow;

        public IEnumerable<(int First, int Count, double Bytes)> Between(long firstRow, int rowCount)
        {
            long end = firstRow + rowCount;
            while (_nextRow < end && _rowGroup + 1 < file.Metadata.RowGroups.Count)
            {
                Load(firstRow);
            }

            foreach ((long first, long rows, long bytes) in _pages)
            {
                long from = Math.Max(first, firstRow);
                long to = Math.Min(first + rows, end);
                if (to > from)
                {
                    yield return ((int)(from - firstRow), (int)(to - from), (double)bytes * (to - from) / rows);
                }
            }
        }

        /// <summary>Adds the pages of the next row group, and forgets those before a row.</summary>
        private void Load(long firstRow)
        {
            _pages.RemoveAll(page => page.FirstRow + page.Rows <= firstRow);
            RowGroupMetadata group = file.Metadata.RowGroups[++_rowGroup];
            ColumnChunkMetadata chunk = group.Columns[leaf];
            long groupEnd = _nextRow + group.RowCount;
            if (groupEnd > firstRow && chunk.TotalUncompressedSize > smallChunkBytes)
            {
                using ColumnChunkPages pages = file.OpenColumn(_rowGroup, leaf);
                long row = _nextRow;
                long entries = 0;
                long bytes = 0;
                while (pages.TryReadHeader(out PageEntry page))
                {
                    // Rows of a page of a repeated column are known by the share of its entries, exactly where each row has one. A count
                    // that lies is found out when the page is read. What ends no row belongs to the row that ends next.
                    entries += page.Header.ValueCount;
                    bytes += page.Header.UncompressedSize;
                    long next = entries < chunk.ValueCount ? _nextRow + (long)((Int128)entries * group.RowCount / chunk.ValueCount) : groupEnd;
                    if (next > row)
                    {
                        _pages.Add((row, next - row, bytes));
                        (row, bytes) = (next, 0);
                    }
                }
            }

            _nextRow = groupEnd;
        }
    }
}
