using Tenon.Ingest.Rows;
using Tenon.Merging.Facts;

namespace Tenon.Ingest.Conforming;

/// <summary>Takes event times out of rows.</summary>
internal static class EventTime
{
    /// <summary>The time of a row, in whole seconds since the Unix epoch, rounded down.</summary>
    /// <param name="time">The column that has it.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="seconds">The time.</param>
    /// <returns>False if the row has none.</returns>
    /// <exception cref="OverflowException">The time is beyond a signed number of 64 bits.</exception>
    public static bool TryGet(this EventTimeColumn time, RowBlock rows, int row, out long seconds)
    {
        seconds = 0;
        if (rows.Find(time.Column)?.Values is not ColumnBuffer values || !values.IsPresent(row))
        {
            return false;
        }

        seconds = time.ToSeconds(values.Int64At(row));
        return true;
    }
}
