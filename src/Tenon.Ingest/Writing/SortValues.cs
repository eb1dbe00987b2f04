using Tenon.Ingest.Rows;

namespace Tenon.Ingest.Writing;

/// <summary>Compares sort columns of rows.</summary>
internal static class SortValues
{
    /// <summary>Whether a column has the same, or null, in two rows of two blocks.</summary>
    public static bool AreEqual(ColumnBuffer? left, int leftRow, ColumnBuffer? right, int rightRow)
    {
        bool isPresent = left is not null && left.IsPresent(leftRow);
        bool isOtherPresent = right is not null && right.IsPresent(rightRow);
        return isPresent && isOtherPresent ? left!.BytesAt(leftRow).SequenceEqual(right!.BytesAt(rightRow)) : isPresent == isOtherPresent; // Present, so there.
    }
}
