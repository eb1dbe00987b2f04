using System.Collections.Immutable;

namespace Tenon.Models.Windows;

/// <summary>A configuration of <see cref="WindowedCompaction"/>. Immutable. Times are from 0.</summary>
public sealed record CompactionBounds
{
    private static readonly ImmutableArray<string> Invariants =
        ["TypeOk", "RowsInWindow", "RowsInScope", "WindowDividesHour", "ContentConserved", "OutputSorted", "ColumnsUnited", "EachPointOnce"];

    private static readonly ImmutableArray<string> Properties =
        ["RowsConserved", "ScopesNeverMix", "WindowStartsEqual", "WindowsNeverMix", "NotBeforeCompactionStart", "EachPointIsStored", "CompactedInTheEnd"];

    /// <summary>The configurations of specs/data by name; each is small, is searched to its end, and is there for something.</summary>
    public static ImmutableSortedDictionary<string, CompactionBounds> Configurations { get; } = new Dictionary<string, CompactionBounds>
    {
        ["late"] = new() { Timestamps = 4, Durations = [1, 3], CompactionStart = 2, MaximumTime = 3 },
        ["places"] = new() { Timestamps = 2, Scopes = 2, Durations = [1, 2, 3], CompactionStart = 1, MaximumTime = 1 },
        ["rows"] = new() { Columns = 2, SortKeys = 2 },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Timestamps are 0 to one less than this.</summary>
    public int Timestamps { get; init; } = 1;

    /// <summary>Columns a row may have; it has at least one.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Scopes.</summary>
    public int Scopes { get; init; } = 1;

    /// <summary>Values of the sort key.</summary>
    public int SortKeys { get; init; } = 1;

    /// <summary>The durations of a window that are asked for; those that do not divide the hour are refused.</summary>
    public ImmutableArray<int> Durations { get; init; } = [4];

    /// <summary>What the duration must divide.</summary>
    public int HourDuration { get; init; } = 4;

    /// <summary>Windows that begin before are not compacted.</summary>
    public int CompactionStart { get; init; }

    /// <summary>By how much a point may be late.</summary>
    public int LateAcceptance { get; init; } = 1;

    /// <summary>When time ends.</summary>
    public int MaximumTime { get; init; }

    /// <summary>Points that come.</summary>
    public int MaximumPoints { get; init; } = 3;

    /// <summary>The configuration as the TLA+ checker reads it.</summary>
    public string Text => ConfigurationText.Of(
        nameof(CompactionBounds),
        [
            ("Timestamps", ConfigurationText.Numbers(0, Timestamps)), ("Columns", ConfigurationText.Numbers(0, Columns)), ("Scopes", ConfigurationText.Numbers(0, Scopes)),
            ("SortKeys", ConfigurationText.Numbers(0, SortKeys)), ("Durations", ConfigurationText.Numbers(Durations)), ("HourDuration", HourDuration), ("CompactionStart", CompactionStart),
            ("LateAcceptance", LateAcceptance), ("MaximumTime", MaximumTime), ("MaximumPoints", MaximumPoints),
        ],
        Invariants,
        Properties);
}
