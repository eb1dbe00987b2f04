using System.Collections.Immutable;

namespace Tenon.Models.Data;

/// <summary>A configuration of <see cref="DataModel"/>: how many there are of each. Immutable.</summary>
public sealed record DataBounds
{
    private static readonly ImmutableArray<string> Invariants =
        ["TypeOk", "RowIsOnePoint", "NoLastWriteWins", "EachPointOnce", "NothingInvented", "SeriesIdOfTags", "SeriesIdCarried"];

    private static readonly ImmutableArray<string> Properties = ["RowsConserved", "EachPointIsStored"];

    /// <summary>The configurations of specs/data by name; each is small, is searched to its end, and is there for something.</summary>
    public static ImmutableSortedDictionary<string, DataBounds> Configurations { get; } = new Dictionary<string, DataBounds>
    {
        ["alike"] = new(),
        ["kinds"] = new() { Nodes = 2, Metrics = 2, TagSets = 2, Timestamps = 2, SeriesIds = 2, MaximumPoints = 2 },
        ["series"] = new() { Nodes = 2, TagSets = 2, SeriesIds = 2 },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Nodes that take points.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Metrics.</summary>
    public int Metrics { get; init; } = 1;

    /// <summary>Sets of tags.</summary>
    public int TagSets { get; init; } = 1;

    /// <summary>Timestamps.</summary>
    public int Timestamps { get; init; } = 1;

    /// <summary>Ids that a set of tags can have; the hash is any function from the one to the other.</summary>
    public int SeriesIds { get; init; } = 1;

    /// <summary>Points ingested.</summary>
    public int MaximumPoints { get; init; } = 3;

    /// <summary>The configuration as the TLA+ checker reads it.</summary>
    public string Text => ConfigurationText.Of(
        nameof(DataBounds),
        [
            ("Nodes", ConfigurationText.Numbers(0, Nodes)), ("Metrics", ConfigurationText.Numbers(0, Metrics)), ("TagSets", ConfigurationText.Numbers(0, TagSets)),
            ("Timestamps", ConfigurationText.Numbers(0, Timestamps)), ("SeriesIds", ConfigurationText.Numbers(0, SeriesIds)), ("MaximumPoints", MaximumPoints),
        ],
        Invariants,
        Properties);
}
