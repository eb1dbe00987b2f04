using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tenon.Cli.Output;

/// <summary>What <c>tenon trace check --json</c> prints.</summary>
internal sealed record TraceResult(
    bool Conforms,
    long Events,
    ImmutableArray<string> Processes,
    ImmutableArray<TraceIndexResult> Indexes,
    ImmutableSortedDictionary<string, long> Actions,
    ImmutableArray<TraceDivergenceResult> Divergences,
    int ExitCode);

/// <summary>An index in it.</summary>
internal sealed record TraceIndexResult(string Index, long Events, long Steps, int PublishedSplits, long PublishedRows, bool IsFromTheStart, int UnrecordedIngests);

/// <summary>An event that nothing explains.</summary>
internal sealed record TraceDivergenceResult(string Place, string Reason, string Event, string State);

/// <summary>Serializers made by the compiler: no reflection at start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TraceResult))]
internal sealed partial class TraceResults : JsonSerializerContext;
