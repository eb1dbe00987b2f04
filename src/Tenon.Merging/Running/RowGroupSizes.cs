using Tenon.Merging.Ordering;

namespace Tenon.Merging.Running;

/// <summary>How many rows the row groups of a pass have: as few groups as allowed, even, and none across the end of a prefix. Immutable.</summary>
/// <param name="totalRows">Rows of the pass.</param>
/// <param name="mostRows">Rows of a row group.</param>
/// <param name="regions">Where prefixes end; null where row groups need not be aligned.</param>
internal sealed class RowGroupSizes(long totalRows, int mostRows, AlignedRegions? regions)
{
    private readonly int _even = EvenRows(totalRows, mostRows);
    private readonly int _maximum = (int)Math.Min(int.MaxValue / 2, mostRows * 3L / 2);

    /// <summary>What the segment that begins at an output row should be.</summary>
    /// <param name="row">Rows before it; fewer than all unless there are none.</param>
    /// <param name="isCut">Whether the output shall end with it.</param>
    public SegmentRequest Request(long row, bool isCut)
    {
        if (regions is null || row >= totalRows)
        {
            return new SegmentRequest(_even, _maximum, isCut);
        }

        // Where a prefix has more rows than fit, the output ends in the midst of it: between series if it can.
        long left = regions.LeftAt(row);
        return new SegmentRequest(EvenRows(left, mostRows), (int)Math.Min(_maximum, left), EndAtKeyChange: true, MayExtend: false);
    }

    /// <summary>Whether the same output may go on with another row group.</summary>
    /// <param name="row">Rows before that.</param>
    public bool MayEndRowGroup(long row) => regions?.IsEnd(row) != false;

    private static int EvenRows(long rows, int maximum)
    {
        long groups = Math.Max(1, (rows + maximum - 1) / maximum);
        return (int)Math.Max(1, (rows + groups - 1) / groups);
    }
}
