using System.Globalization;

namespace Tenon.Parquet;

/// <summary>Bytes that are not the Parquet they claim to be, or that use what this library does not read.</summary>
/// <remarks>The message names the file and, as far as they are known, row group, column and byte offset.</remarks>
public sealed class ParquetFormatException : IOException
{
    /// <summary>An error with no place yet.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    public ParquetFormatException(string problem)
        : base(problem) => Problem = problem;

    /// <summary>An error with no place yet, caused by another.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="innerException">The cause.</param>
    public ParquetFormatException(string problem, Exception? innerException)
        : base(problem, innerException) => Problem = problem;

    /// <summary>An error whose file is added by whoever knows it.</summary>
    internal ParquetFormatException(string problem, long offset)
        : base(problem) => (Problem, Offset) = (problem, offset);

    /// <summary>An error at a place.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="file">The file.</param>
    /// <param name="rowGroup">The row group, from 0; null if none is concerned.</param>
    /// <param name="column">The column's dotted path; null if none is concerned.</param>
    /// <param name="offset">Byte offset in the file; null if unknown.</param>
    /// <param name="innerException">The cause.</param>
    public ParquetFormatException(string problem, string file, int? rowGroup = null, string? column = null, long? offset = null, Exception? innerException = null)
        : base(Describe(problem, file, rowGroup, column, offset), innerException)
    {
        (Problem, File, RowGroup, Column, Offset) = (problem, file, rowGroup, column, offset);
    }

    /// <summary>What was found and what was expected, without the place.</summary>
    public string Problem { get; }

    /// <summary>The file, if known.</summary>
    public string? File { get; }

    /// <summary>The row group, from 0, if one is concerned.</summary>
    public int? RowGroup { get; }

    /// <summary>The column's dotted path, if one is concerned.</summary>
    public string? Column { get; }

    /// <summary>Byte offset in the file, if known.</summary>
    public long? Offset { get; }

    /// <summary>The same error at a place, unless it already has one. A known offset is kept.</summary>
    internal ParquetFormatException At(string file, int? rowGroup = null, string? column = null, long? offset = null) =>
        File is null ? new(Problem, file, rowGroup, column, Offset ?? offset, InnerException ?? this) : this;

    private static string Describe(string problem, string file, int? rowGroup, string? column, long? offset)
    {
        string place = file;
        place += rowGroup is int group ? string.Create(CultureInfo.InvariantCulture, $", row group {group}") : "";
        place += column is not null ? $", column {column}" : "";
        place += offset is long at ? string.Create(CultureInfo.InvariantCulture, $", byte {at}") : "";
        return $"{place}: {problem}";
    }
}
