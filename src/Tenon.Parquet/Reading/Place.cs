namespace Tenon.Parquet.Reading;

/// <summary>A place in a file, for errors.</summary>
/// <param name="File">The file.</param>
/// <param name="RowGroup">The row group.</param>
/// <param name="Column">The column's dotted path.</param>
/// <param name="Offset">Byte offset.</param>
internal readonly record struct Place(string File, int RowGroup, string Column, long Offset)
{
    /// <summary>The error with this place, unless it already has one.</summary>
    public ParquetFormatException At(ParquetFormatException e) => e.At(File, RowGroup, Column, Offset);
}
