using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tenon.Cli.Output;

/// <summary>What <c>tenon compact --json</c> prints. All sizes are bytes, all durations seconds.</summary>
internal sealed record CompactResult(
    string Directory,
    bool DryRun,
    long Rows,
    long BytesIn,
    long BytesOut,
    int FilesIn,
    int FilesOut,
    int FilesSkipped,
    int FinishedRetirements,
    ImmutableArray<FileResult> Files,
    ImmutableArray<string> Digests,
    ImmutableArray<OperationResult> Operations,
    double Seconds,
    long? PeakMemoryBytes,
    int ExitCode);

internal sealed record FileResult(string Path, long Rows, long Bytes, string Crc32C);

/// <summary>One operation. The digest is null if row groups were copied as they were stored: they are proven by their bytes, and not part of it.</summary>
internal sealed record OperationResult(
    string? Id,
    string Scope,
    string Outcome,
    bool Resumed,
    ImmutableArray<string> Inputs,
    long Rows,
    long BytesIn,
    ImmutableArray<FileResult> Files,
    string? Digest,
    long CopiedRows,
    long CopiedPages,
    string? SortKey,
    ImmutableArray<string> SortedInputs,
    ImmutableArray<string> Notes,
    string? Problem,
    double Seconds);

internal sealed record DigestResult(long Rows, string Digest, int Files, long Bytes, double Seconds, long? PeakMemoryBytes);

internal sealed record GarbageResult(string Kind, string Path, long Bytes);

internal sealed record FailureResult(string Path, string Problem);

internal sealed record CollectResult(
    string Directory,
    bool DryRun,
    long BytesDeleted,
    ImmutableArray<GarbageResult> Deleted,
    ImmutableArray<FailureResult> Failed,
    int WaitingFiles,
    long WaitingBytes,
    ImmutableArray<string> Unknown,
    ImmutableArray<string> EndedOperations,
    int ExitCode);

internal sealed record UnfinishedResult(string Id, string Scope, int Inputs, long Bytes, DateTimeOffset Since);

internal sealed record StatusResult(
    string Directory,
    ImmutableArray<string> LiveFiles,
    long LiveBytes,
    int PublishedFiles,
    long PublishedRows,
    long PublishedBytes,
    int RetiredFiles,
    long RetiredBytes,
    DateTimeOffset? OldestRetired,
    ImmutableArray<string> RetiredInPlace,
    ImmutableArray<string> UnpublishedOutputs,
    ImmutableArray<UnfinishedResult> Unfinished,
    int TemporaryFiles,
    long TemporaryBytes,
    ImmutableArray<string> Unknown,
    ImmutableArray<string> Missing);

internal sealed record ModelParameterResult(string Name, int Default, int Minimum, int Maximum);

internal sealed record ModelResult(string Name, string Description, ImmutableArray<ModelParameterResult> Parameters);

/// <summary>What <c>tenon check --list --json</c> prints.</summary>
internal sealed record ModelListResult(ImmutableArray<ModelResult> Models);

/// <summary>Serializers made by the compiler: no reflection at start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CompactResult))]
[JsonSerializable(typeof(DigestResult))]
[JsonSerializable(typeof(CollectResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(ModelListResult))]
internal sealed partial class JsonResults : JsonSerializerContext;
