using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;

namespace Tenon.Models.Data;

/// <summary>Points are ingested by nodes, stored in splits, and compacted: none is lost, doubled, replaced by a later one, or invented.</summary>
/// <remarks>
/// The same machine as specs/data/DataModel.tla, state for state and step for step; what it does better than the field's is told there. The hash of tags is any
/// function, so runs begin in one state for each: of those with collisions too.
/// </remarks>
/// <param name="bounds">How many there are of each.</param>
[DeriveCodec]
public partial class DataModel(DataBounds bounds) : Model<DataState, DataAction>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames => [nameof(DataAction.IngestPoint), nameof(DataAction.FlushSplit), nameof(DataAction.CompactSplits)];

    /// <inheritdoc/>
    public override IEnumerable<DataState> InitialStates =>
        from hash in Enumerable.Range(0, bounds.TagSets).Aggregate(
            (IEnumerable<ImmutableArray<int>>)[[]], (hashes, _) => hashes.SelectMany(hash => Enumerable.Range(0, bounds.SeriesIds).Select(id => hash.Add(id))))
        select new DataState(hash, [.. Enumerable.Repeat(ImmutableArray<DataPoint>.Empty, bounds.Nodes)], [], [], 1);

    /// <inheritdoc/>
    public override IEnumerable<Property<DataState, DataAction>> Properties =>
    [
        Always(NameOf(InvariantId.RowIsOnePoint), s => Stored(s).All(row => IsIngested(s, row) && Brought(row) == Brought(s.Ingested[row.Request - 1]))),
        Always(NameOf(InvariantId.NoLastWriteWins), s => s.Ingested.All(point => Everywhere(s).Any(row => row.Request == point.Request) || s.Ingested.Count(other => Brought(other) == Brought(point)) == 1)),
        Always("each point is there once", s => s.Ingested.All(point => Everywhere(s).Count(row => row.Request == point.Request) == 1)),
        Always(NameOf(InvariantId.NothingInvented), s => Everywhere(s).All(row => IsIngested(s, row))),
        Always(NameOf(InvariantId.SeriesIdOfTags), s => Everywhere(s).GroupBy(row => row.Tags).All(rows => rows.Select(row => row.SeriesId).Distinct().Count() == 1)),
        Always(NameOf(InvariantId.SeriesIdCarried), s => Stored(s).All(row => !IsIngested(s, row) || row.SeriesId == s.Ingested[row.Request - 1].SeriesId)),
        AlwaysStep(NameOf(InvariantId.RowsConserved), (before, action, after) => action is not DataAction.CompactSplits || Stored(before).Order(ByRequest).SequenceEqual(Stored(after).Order(ByRequest))),
        Sometimes("two points alike are stored", s => Stored(s).Select(Brought).Distinct().Count() < Stored(s).Count()),
        Sometimes("every point is stored in one split", s => s.Splits is [{ Rows.Length: var rows }] && rows == bounds.MaximumPoints),
        .. bounds.SeriesIds > 1
            ?
            [
                Sometimes("two series with one id are stored", s => Stored(s).Any(row => Stored(s).Any(other => row.Tags != other.Tags && row.SeriesId == other.SeriesId))),
                Sometimes("two series with ids of their own are stored", s => Stored(s).Any(row => Stored(s).Any(other => row.SeriesId != other.SeriesId))),
            ]
            : Array.Empty<Property<DataState, DataAction>>(),
        .. Enumerable.Range(0, bounds.Nodes).Select(node => AlwaysEventually($"node {node} stores what waits", s => s.Pending[node].IsEmpty)),
    ];

    /// <summary>Weak fairness of flushing, node by node.</summary>
    public override IEnumerable<Fairness<DataState, DataAction>> Fairness =>
        Enumerable.Range(0, bounds.Nodes).Select(node => WeaklyFair(action => action is DataAction.FlushSplit flush && flush.Node == node));

    /// <inheritdoc/>
    public override Stuttering Stuttering => Stuttering.Anywhere;

    private static Comparer<DataPoint> ByRequest { get; } = Comparer<DataPoint>.Create((left, right) => left.Request.CompareTo(right.Request));

    /// <inheritdoc/>
    public override IEnumerable<Step<DataState, DataAction>> Steps(DataState state) => [.. IngestPoint(state), .. FlushSplit(state), .. CompactSplits(state)];

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    private static IEnumerable<DataPoint> Stored(DataState s) => s.Splits.SelectMany(split => split.Rows);

    private static IEnumerable<DataPoint> Everywhere(DataState s) => Stored(s).Concat(s.Pending.SelectMany(points => points));

    private static bool IsIngested(DataState s, DataPoint row) => row.Request >= 1 && row.Request <= s.Ingested.Length;

    /// <summary>What a request brought, without what is computed of it.</summary>
    private static (int Metric, int Tags, int Timestamp) Brought(DataPoint point) => (point.Metric, point.Tags, point.Timestamp);

    private IEnumerable<Step<DataState, DataAction>> IngestPoint(DataState s) =>
        from node in Enumerable.Range(0, bounds.Nodes)
        where s.Ingested.Length < bounds.MaximumPoints
        from metric in Enumerable.Range(0, bounds.Metrics)
        from tags in Enumerable.Range(0, bounds.TagSets)
        from timestamp in Enumerable.Range(0, bounds.Timestamps)
        let point = new DataPoint(s.Ingested.Length + 1, metric, tags, timestamp, s.Hash[tags])
        select Step(new DataAction.IngestPoint(node, point), s with { Pending = s.Pending.SetItem(node, s.Pending[node].Add(point)), Ingested = s.Ingested.Add(point) });

    private IEnumerable<Step<DataState, DataAction>> FlushSplit(DataState s) =>
        from node in Enumerable.Range(0, bounds.Nodes)
        where !s.Pending[node].IsEmpty
        select Step(
            new DataAction.FlushSplit(node),
            s with { Pending = s.Pending.SetItem(node, []), Splits = s.Splits.Add(new DataSplit(s.NextSplit, s.Pending[node])), NextSplit = s.NextSplit + 1 });

    private static IEnumerable<Step<DataState, DataAction>> CompactSplits(DataState s) =>
        from chosen in Enumerable.Range(0, 1 << s.Splits.Length)
        let inputs = s.Splits.Where((_, i) => (chosen >> i & 1) == 1).ToImmutableArray()
        where inputs.Length >= 2
        let output = new DataSplit(s.NextSplit, [.. inputs.SelectMany(input => input.Rows)])
        select Step(
            new DataAction.CompactSplits(string.Join(", ", inputs.Select(input => input.Id))),
            s with { Splits = s.Splits.RemoveRange(inputs).Add(output), NextSplit = s.NextSplit + 1 });
}
