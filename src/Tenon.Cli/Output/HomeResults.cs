using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tenon.Cli.Output;

/// <summary>What the commands of data homes print with <c>--json</c>. All sizes are bytes, times seconds since the Unix epoch or ISO 8601.</summary>
internal sealed record IndexResult(string Id, string Uid, string Kind, string State, DateTimeOffset Created, JsonElement Definition);

internal sealed record BooksResult(
    long IngestedRows,
    long DroppedRows,
    long ExpiredRows,
    long PublishedRows,
    long PublishedSplits,
    long PublishedBytes,
    long StagedSplits,
    long StagedBytes,
    long RetiredSplits,
    long RetiredBytes,
    long QuarantinedSplits,
    long QuarantinedRows,
    bool Balanced);

internal sealed record IndexListResult(string Home, ImmutableArray<IndexResult> Indexes);

internal sealed record IndexDescription(string Home, IndexResult Index, BooksResult Books);

internal sealed record IndexDeletedResult(string Home, string Uid, long Splits, long Rows);

internal sealed record IngestedSplitResult(string Id, long Rows, long Bytes, long? WindowStart, string PartitionId);

internal sealed record IngestFileResult(
    string File,
    string Outcome,
    string? Operation,
    long Bytes,
    long Rows,
    long LateRows,
    string? Digest,
    ImmutableArray<IngestedSplitResult> Splits,
    string? Problem,
    double Seconds);

internal sealed record IngestResult(
    string Home, string Index, long Rows, long LateRows, int FilesIngested, int FilesKnown, int FilesFailed, ImmutableArray<IngestFileResult> Files, double Seconds,
    long? PeakMemoryBytes, int ExitCode);

internal sealed record SplitResult(
    string Id,
    string State,
    string? Cause,
    int Level,
    long Rows,
    long Bytes,
    string PartitionId,
    long? WindowStart,
    int? WindowDuration,
    long? TimeStart,
    long? TimeEnd,
    DateTimeOffset Created,
    DateTimeOffset? MaturesAt,
    bool Mature,
    string Path,
    string? ClaimedBy,
    int Tries,
    string? LastFailure,
    DateTimeOffset? QuarantinedSince);

internal sealed record SplitListResult(string Home, string Index, ImmutableArray<SplitResult> Splits);

internal sealed record QuarantineListResult(string Home, ImmutableArray<SplitResult> Splits);

internal sealed record QuarantineChangeResult(string Home, string Action, ImmutableArray<string> Splits, long Rows);

internal sealed record HomeGarbageResult(string Kind, string Path, long Bytes);

internal sealed record HomeCollectResult(
    string Home,
    bool DryRun,
    long BytesDeleted,
    ImmutableArray<HomeGarbageResult> Deleted,
    int ExpiredSplits,
    long ExpiredRows,
    ImmutableArray<string> EndedOperations,
    int ForgottenOperations,
    int WaitingSplits,
    long WaitingBytes,
    ImmutableArray<FailureResult> Problems,
    int ExitCode);

/// <summary>Serializers made by the compiler: no reflection at start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IndexResult))]
[JsonSerializable(typeof(IndexListResult))]
[JsonSerializable(typeof(IndexDescription))]
[JsonSerializable(typeof(IndexDeletedResult))]
[JsonSerializable(typeof(IngestResult))]
[JsonSerializable(typeof(SplitListResult))]
[JsonSerializable(typeof(QuarantineListResult))]
[JsonSerializable(typeof(QuarantineChangeResult))]
[JsonSerializable(typeof(HomeCollectResult))]
internal sealed partial class HomeResults : JsonSerializerContext;
