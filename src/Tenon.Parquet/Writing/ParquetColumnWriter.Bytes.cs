using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Writing;

/// <content>Values as the bytes in which they lie in memory, for callers that move columns without knowing their types.</content>
public sealed partial class ParquetColumnWriter
{
    /// <summary>Adds rows of a column of any nesting, with byte arrays that lie behind one another.</summary>
    /// <param name="repetition">Repetition levels; empty if the column's maximum is 0.</param>
    /// <param name="definition">Definition levels; empty if the column's maximum is 0.</param>
    /// <param name="bytes">The bytes of the values present.</param>
    /// <param name="start">Where the first value begins in <paramref name="bytes"/>.</param>
    /// <param name="ends">For each value present, where it ends in <paramref name="bytes"/>; it begins where the one before ends.</param>
    /// <exception cref="ArgumentException">The column does not hold byte arrays, or levels and values do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The ends fall, or leave the bytes.</exception>
    public void WriteLevels(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<int> ends)
    {
        CheckByteArrays();
        int next = 0;
        for (int i = 0, levels = LevelCount(repetition, definition, ends.Length); i < levels; i++)
        {
            if (BeginEntry(repetition, definition, i))
            {
                AppendByteArray(bytes[start..ends[next]]);
                start = ends[next++];
            }
        }

        CheckAllTaken(next, ends.Length);
    }

    /// <summary>Adds rows of a column of any nesting, with values of a fixed width.</summary>
    /// <param name="repetition">Repetition levels; empty if the column's maximum is 0.</param>
    /// <param name="definition">Definition levels; empty if the column's maximum is 0.</param>
    /// <param name="values">The values present, each in the column's width, as the format stores them.</param>
    /// <exception cref="ArgumentException">The column holds byte arrays, or levels and values do not fit together.</exception>
    public void WriteFixedLevels(ReadOnlySpan<byte> repetition, ReadOnlySpan<byte> definition, ReadOnlySpan<byte> values)
    {
        int width = Column.ValueWidth;
        if (Column.Type == PhysicalType.ByteArray || values.Length % width != 0)
        {
            throw new ArgumentException($"column {Column.DottedPath} is {Column.Type} of {width} bytes; {values.Length} bytes are not its values");
        }

        int next = 0;
        int count = values.Length / width;
        for (int i = 0, levels = LevelCount(repetition, definition, count); i < levels; i++)
        {
            if (BeginEntry(repetition, definition, i))
            {
                _values.Append(values.Slice(next++ * width, width));
            }
        }

        CheckAllTaken(next, count);
    }
}
