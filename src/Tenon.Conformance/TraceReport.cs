using System.Collections.Immutable;
using Tenon.Splits;

namespace Tenon.Conformance;

/// <summary>What the replay of records came to. Immutable.</summary>
public sealed record TraceReport
{
    /// <summary>Events that were read.</summary>
    public required long EventCount { get; init; }

    /// <summary>Processes that recorded them.</summary>
    public required ImmutableArray<string> Processes { get; init; }

    /// <summary>The indexes, in order.</summary>
    public required ImmutableArray<IndexReport> Indexes { get; init; }

    /// <summary>What the records themselves lack or have twice; empty if they are whole.</summary>
    public required ImmutableArray<Divergence> Gaps { get; init; }

    /// <summary>How often each action of the model was a step.</summary>
    public required ImmutableSortedDictionary<string, long> ActionCounts { get; init; }

    /// <summary>All that is wrong, in order.</summary>
    public IEnumerable<Divergence> Divergences => Gaps.Concat(Indexes.Select(index => index.Divergence).OfType<Divergence>());

    /// <summary>Whether what was recorded is a behaviour of the model.</summary>
    public bool Conforms => !Divergences.Any();
}

/// <summary>What the replay of one index came to. Immutable.</summary>
/// <param name="Index">The index.</param>
/// <param name="EventCount">Events that concern it.</param>
/// <param name="StepCount">Steps of the model that they were.</param>
/// <param name="PublishedSplits">Splits that are published at the end.</param>
/// <param name="PublishedRows">Their rows.</param>
/// <param name="IsFromTheStart">Whether the record begins with the index's first lease; otherwise its first list was taken as given.</param>
/// <param name="UnrecordedIngests">Splits that were ingested by processes whose record is not here.</param>
/// <param name="Divergence">The first event that no behaviour explains; null if there is none. What follows it was not judged.</param>
public sealed record IndexReport(
    IndexUid Index, long EventCount, long StepCount, int PublishedSplits, long PublishedRows, bool IsFromTheStart, int UnrecordedIngests, Divergence? Divergence);
