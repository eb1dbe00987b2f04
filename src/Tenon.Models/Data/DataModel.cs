using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;

namespace Tenon.Models.Data;

/// <summary>Points are ingested by nodes, stored in splits, and compacted: none is lost, doubled, replaced by a later one, or invented.</summary>
/// <remarks>
/// After the field's specification, and stronger: it asks of every ingested point to be there exactly once, where that asks only for twins. Two sets
/// of tags have one series id, as a hash may, so an identity that rests on it would be noticed.
/// </remarks>
/// <param name="nodeCount">Nodes.</param>
/// <param name="metricCount">Metrics.</param>
/// <param name="tagsCount">Sets of tags.</param>
/// <param name="timestampCount">Timestamps.</param>
/// <param name="maximumPoints">Points ingested.</param>
[DeriveCodec]
public partial class DataModel(int nodeCount = 1, int metricCount = 1, int tagsCount = 1, int timestampCount = 1, int maximumPoints = 2) : Model<DataState, DataAction>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames => [nameof(DataAction.IngestPoint), nameof(DataAction.FlushSplit), nameof(DataAction.CompactSplits)];

    /// <inheritdoc/>
    public override IEnumerable<DataState> InitialStates => [new([.. Enumerable.Repeat(ImmutableArray<DataPoint>.Empty, nodeCount)], [], [], 1)];

    /// <inheritdoc/>
    public override IEnumerable<Property<DataState, DataAction>> Properties =>
    [
        Always(NameOf(InvariantId.RowIsOnePoint), s => Stored(s).All(row => row.Metric < metricCount && row.Tags < tagsCount && row.Timestamp < timestampCount)),
        Always(NameOf(InvariantId.NoLastWriteWins), s => s.Ingested.All(point => Everywhere(s).Count(point.Equals) == 1)),
        Always(NameOf(InvariantId.NothingInvented), s => Everywhere(s).All(row => s.Ingested.Contains(row))),
        Always(NameOf(InvariantId.SeriesIdOfTags), s => Everywhere(s).All(row => Everywhere(s).All(other => row.Tags != other.Tags || row.SeriesId == other.SeriesId))),
        Always(NameOf(InvariantId.SeriesIdCarried), s => Stored(s).All(row => row.SeriesId == s.Ingested[row.Request - 1].SeriesId)),
        Sometimes("two points alike are stored", s => Stored(s).Select(row => (row.Metric, row.Tags, row.Timestamp)).Distinct().Count() < Stored(s).Count()),
        .. Enumerable.Range(0, nodeCount).Select(node => AlwaysEventually($"node {node} stores what waits", s => s.Pending[node].IsEmpty)),
    ];

    /// <summary>Weak fairness of flushing, node by node.</summary>
    public override IEnumerable<Fairness<DataState, DataAction>> Fairness =>
        Enumerable.Range(0, nodeCount).Select(node => WeaklyFair(action => action is DataAction.FlushSplit flush && flush.Node == node));

    /// <inheritdoc/>
    public override Stuttering Stuttering => Stuttering.Anywhere;

    /// <inheritdoc/>
    public override IEnumerable<Step<DataState, DataAction>> Steps(DataState state) => [.. IngestPoint(state), .. FlushSplit(state), .. CompactSplits(state)];

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    private static IEnumerable<DataPoint> Stored(DataState s) => s.Splits.SelectMany(split => split.Rows);

    private static IEnumerable<DataPoint> Everywhere(DataState s) => Stored(s).Concat(s.Pending.SelectMany(points => points));

    private IEnumerable<Step<DataState, DataAction>> IngestPoint(DataState s) =>
        from node in Enumerable.Range(0, nodeCount)
        where s.Ingested.Length < maximumPoints
        from metric in Enumerable.Range(0, metricCount)
        from tags in Enumerable.Range(0, tagsCount)
        from timestamp in Enumerable.Range(0, timestampCount)
        let point = new DataPoint(s.Ingested.Length + 1, metric, tags, timestamp, SeriesIdOf(tags))
        select Step(new DataAction.IngestPoint(node, point), s with { Pending = s.Pending.SetItem(node, s.Pending[node].Add(point)), Ingested = s.Ingested.Add(point) });

    private IEnumerable<Step<DataState, DataAction>> FlushSplit(DataState s) =>
        from node in Enumerable.Range(0, nodeCount)
        where !s.Pending[node].IsEmpty
        select Step(
            new DataAction.FlushSplit(node),
            s with { Pending = s.Pending.SetItem(node, []), Splits = s.Splits.Add(new DataSplit(s.NextSplit, s.Pending[node])), NextSplit = s.NextSplit + 1 });

    private static IEnumerable<Step<DataState, DataAction>> CompactSplits(DataState s) =>
        from chosen in Enumerable.Range(0, 1 << s.Splits.Length)
        let inputs = s.Splits.Where((_, i) => (chosen >> i & 1) == 1).ToImmutableArray()
        where inputs.Length >= 2
        let output = new DataSplit(s.NextSplit, [.. inputs.SelectMany(input => input.Rows).OrderBy(row => row.Request)])
        select Step(
            new DataAction.CompactSplits(string.Join(", ", inputs.Select(input => input.Id))),
            s with { Splits = s.Splits.RemoveRange(inputs).Add(output), NextSplit = s.NextSplit + 1 });

    // Even and odd sets of tags collide in pairs.
    private static int SeriesIdOf(int tags) => tags >> 1;
}
