using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>All types that a leaf can have, by name.</summary>
internal static class LeafTypes
{
    public static IReadOnlyList<(string Name, LeafType Type)> All { get; } =
    [
        ("boolean", LeafType.Boolean),
        ("int8", LeafType.Integer(8, true)),
        ("int16", LeafType.Integer(16, true)),
        ("int32", LeafType.Int32),
        ("int64", LeafType.Int64),
        ("uint8", LeafType.Integer(8, false)),
        ("uint16", LeafType.Integer(16, false)),
        ("uint32", LeafType.Integer(32, false)),
        ("uint64", LeafType.Integer(64, false)),
        ("int96", LeafType.Int96),
        ("float", LeafType.Float),
        ("double", LeafType.Double),
        ("float16", LeafType.Float16),
        ("bytes", LeafType.Bytes),
        ("string", LeafType.String),
        ("json", LeafType.Json),
        ("enum", LeafType.Enum),
        ("fixed5", LeafType.FixedBytes(5)),
        ("uuid", LeafType.Uuid),
        ("interval", LeafType.Interval),
        ("date", LeafType.Date),
        ("time_ms", LeafType.Time(TimeUnit.Millis, false)),
        ("time_us", LeafType.Time(TimeUnit.Micros, false)),
        ("time_ns", LeafType.Time(TimeUnit.Nanos, false)),
        ("timestamp_ms", LeafType.Timestamp(TimeUnit.Millis)),
        ("timestamp_us", LeafType.Timestamp(TimeUnit.Micros)),
        ("timestamp_ns", LeafType.Timestamp(TimeUnit.Nanos)),
        ("local_ns", LeafType.Timestamp(TimeUnit.Nanos, false)),
        ("local_us", LeafType.Timestamp(TimeUnit.Micros, false)),
        ("decimal9", LeafType.Decimal(9, 2)),
        ("decimal18", LeafType.Decimal(18, 6)),
        ("decimal38", LeafType.Decimal(38, 10)),
        ("decimal_bytes", LeafType.DecimalBytes(20, 3)),
    ];
}
