using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>The order of a merge without a sort key: one input after another, rows as they are.</summary>
internal sealed class SequentialOrder(RowGroupMap[] rowGroups, BufferPool pool) : RowOrder
{
    private readonly SegmentBuilder _builder = new(rowGroups.Length, pool);
    private int _input;
    private long _row;

    public override Segment? Next(SegmentRequest request)
    {
        SkipFinished();
        if (_input == rowGroups.Length)
        {
            return null;
        }

        int whole = rowGroups[_input].CopyableAt(_row);
        if (whole >= 0)
        {
            Take(rowGroups[_input].RowsOf(whole));
        }
        else
        {
            Fill(request);
        }

        SkipFinished();
        return _builder.Build(whole, endsAtKeyChange: true, isLast: _input == rowGroups.Length);
    }

    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>Takes rows up to the target; stops early, or goes on, where a row group that can be copied begins.</summary>
    private void Fill(SegmentRequest request)
    {
        while (_input < rowGroups.Length && _builder.RowCount < request.TargetRows)
        {
            bool isHalfFull = _builder.RowCount >= request.TargetRows / 2;
            if (isHalfFull && rowGroups[_input].CopyableAt(_row) >= 0)
            {
                return;
            }

            long toBoundary = rowGroups[_input].EndOfGroup(_row) - _row;
            long room = request.TargetRows - _builder.RowCount;
            bool copyFollows = toBoundary <= request.MaximumRows - _builder.RowCount && rowGroups[_input].CopyableAt(_row + toBoundary) >= 0;
            Take(copyFollows ? toBoundary : Math.Min(room, toBoundary));
            SkipFinished();
        }
    }

    private void Take(long rows)
    {
        _builder.Append(_input, _row, (int)rows);
        _row += rows;
    }

    private void SkipFinished()
    {
        while (_input < rowGroups.Length && _row == rowGroups[_input].RowCount)
        {
            _input++;
            _row = 0;
        }
    }
}
