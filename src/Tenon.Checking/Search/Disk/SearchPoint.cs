using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tenon.Checking.Search.Disk;

/// <summary>A search between two rounds: what a checkpoint says of it.</summary>
internal sealed record SearchPoint
{
    /// <summary>The form of this record.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>What is searched and how: a search can only be continued as the same.</summary>
    public required string Search { get; init; }

    public required int Depth { get; init; }

    public required long InitialCount { get; init; }

    public required long ExpandedCount { get; init; }

    /// <summary>States of the layer that are still to be expanded.</summary>
    public required long WaitingCount { get; init; }

    public required int LongestState { get; init; }

    public required long OutsideCount { get; init; }

    public required ImmutableArray<string> ActionNames { get; init; }

    public required ImmutableArray<long> Transitions { get; init; }

    public required ImmutableArray<long> Enabled { get; init; }

    public required long DeadlockCount { get; init; }

    public required ulong DeadlockSumHigh { get; init; }

    public required ulong DeadlockSumLow { get; init; }

    public required ImmutableArray<long> Antecedents { get; init; }

    /// <summary>For each property where it was decided, if it was.</summary>
    public required ImmutableArray<FindingPoint?> Findings { get; init; }

    public required long ElapsedTicks { get; init; }

    /// <summary>Added by the store.</summary>
    public StorePoint? Store { get; init; }
}

/// <summary>Where a property was decided.</summary>
internal sealed record FindingPoint(long StateId, int StepOrdinal);

/// <summary>Where the search is in its layer, and what it has on disk.</summary>
internal sealed record StorePoint(int Partition, long Position, long Index, long NextFile, ImmutableArray<PartitionPoint> Partitions);

/// <summary>What a partition has on disk.</summary>
internal sealed record PartitionPoint
{
    public required long SettledCount { get; init; }

    public required int UnsettledCount { get; init; }

    public required long LayerFirstIndex { get; init; }

    public required long WaitingFirstIndex { get; init; }

    public required FilePoint Links { get; init; }

    public required FilePoint Found { get; init; }

    public required FilePoint Waiting { get; init; }

    public required FilePoint Layer { get; init; }

    public required ImmutableArray<FilePoint> Runs { get; init; }
}

/// <summary>A file and how long it was, in words; of length 0 it need not exist.</summary>
internal sealed record FilePoint(string Name, long Length)
{
    public static FilePoint Of(WordFile file) => new(Path.GetFileName(file.Path), file.Length);
}

/// <summary>Checkpoints as text.</summary>
[JsonSerializable(typeof(SearchPoint))]
internal sealed partial class SearchPointJson : JsonSerializerContext;
