using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tenon.Cli.Inspection;

/// <summary>What <c>tenon inspect --json</c> prints. Sizes and offsets are bytes; bounds are text, as their logical types mean them.</summary>
internal sealed record InspectResult(
    string File,
    long Bytes,
    long Rows,
    int Version,
    string? CreatedBy,
    long FooterOffset,
    ImmutableArray<KeyValueResult> KeyValues,
    ImmutableArray<NodeResult> Schema,
    ImmutableArray<RowGroupResult> RowGroups);

internal sealed record KeyValueResult(string Key, string? Value);

internal sealed record NodeResult(
    string Name,
    string Repetition,
    string? PhysicalType,
    string? LogicalType,
    string? ConvertedType,
    int? FieldId,
    ImmutableArray<NodeResult> Children);

internal sealed record RowGroupResult(
    int Ordinal, long Rows, long RawBytes, long StoredBytes, ImmutableArray<SortingResult> SortedBy, ImmutableArray<ChunkResult> Columns);

internal sealed record SortingResult(string Column, bool Descending, bool NullsFirst);

internal sealed record ChunkResult(
    string Column,
    string Codec,
    ImmutableArray<string> Encodings,
    long Values,
    long RawBytes,
    long StoredBytes,
    long Offset,
    long? DictionaryOffset,
    StatisticsResult? Statistics,
    IndexResult? ColumnIndex,
    IndexResult? OffsetIndex,
    IndexResult? BloomFilter,
    ImmutableArray<PageResult>? Pages);

internal sealed record StatisticsResult(string? Min, string? Max, bool? IsMinExact, bool? IsMaxExact, long? Nulls, long? Distinct, bool IsDeprecatedForm);

internal sealed record IndexResult(long Offset, int? Bytes, string? Order);

internal sealed record PageResult(
    string Kind,
    long Offset,
    int HeaderBytes,
    int StoredBytes,
    int RawBytes,
    int Values,
    int? Rows,
    int? Nulls,
    string Encoding,
    bool HasChecksum,
    long? FirstRow,
    string? Min,
    string? Max);

/// <summary>Serializers made by the compiler, apart from those of the other commands: only who inspects pays for them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 256)]
[JsonSerializable(typeof(InspectResult))]
internal sealed partial class InspectJson : JsonSerializerContext;
