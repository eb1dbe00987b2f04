using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Tests.Tables;

namespace Tenon.Integration.Tests.Interop;

/// <summary>What the other readers do not read, or give otherwise than the file says. Everything else must agree.</summary>
internal static class ReaderLimits
{
    /// <summary>Why a reader cannot be compared on a file; null if it must agree.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="file">The file.</param>
    public static string? ReasonFor(string reader, WrittenFile file) => reader switch
    {
        "wasm" when Any(file, IsInterval) => "drops the months of an interval",
        "polars" when Any(file, IsInterval) => "takes an interval for a number",
        "polars" when Any(file, column => Logical(column) == LogicalTypeKind.Float16) => "gives FLOAT16 as bytes",
        "polars" when Any(file, column => column.Node is { Repetition: Repetition.Repeated, Column: not null }) => "misreads a repeated leaf that has no list around it",
        "polars" when Any(file, (column, encoding) => column.Type == PhysicalType.FixedLenByteArray && encoding is ParquetEncoding.DeltaByteArray or ParquetEncoding.ByteStreamSplit) =>
            "reads fixed bytes only in PLAIN and by dictionary",
        "duckdb" when Any(file, column => column.Node.Element.LogicalType is { Kind: LogicalTypeKind.Timestamp, Unit: TimeUnit.Nanos, IsAdjustedToUtc: true }) =>
            "keeps microseconds of a UTC timestamp in nanoseconds",
        "duckdb" when Any(file, (column, encoding) => column.Type is not (PhysicalType.Float or PhysicalType.Double) && encoding == ParquetEncoding.ByteStreamSplit) =>
            "reads BYTE_STREAM_SPLIT only of FLOAT and DOUBLE",
        "duckdb" when Any(file, (column, encoding) => Logical(column) == LogicalTypeKind.Decimal && encoding == ParquetEncoding.DeltaLengthByteArray) =>
            "reads DELTA_LENGTH_BYTE_ARRAY only of text and bytes",
        _ => null,
    };

    private static bool Any(WrittenFile file, Func<ColumnDescriptor, bool> test) => Any(file, (column, _) => test(column));

    private static bool Any(WrittenFile file, Func<ColumnDescriptor, ParquetEncoding, bool> test) =>
        Array.Exists(file.Table.Columns, column => test(column.Column, file.Options[column.Column.Index].ValueEncoding));

    private static bool IsInterval(ColumnDescriptor column) => column.Node.Element.ConvertedType == ConvertedType.Interval;

    private static LogicalTypeKind? Logical(ColumnDescriptor column) => column.Node.Element.LogicalType?.Kind;
}
