using System.Collections.Immutable;
using System.Diagnostics;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Windows;

/// <summary>Points are ingested into windows, written as sorted splits, and compacted within their scope and window.</summary>
/// <remarks>
/// After the field's specification, with two differences that change no state: points are conserved as a multiset, so one that is doubled is noticed, and
/// the starts of windows come from the shared <see cref="MergePredicates.TryGetWindowStart"/>.
/// </remarks>
/// <param name="bounds">How much is explored.</param>
[DeriveCodec]
public partial class WindowedCompaction(CompactionBounds bounds) : Model<CompactionState, CompactionAction>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
        [nameof(CompactionAction.AdvanceTime), nameof(CompactionAction.IngestPoint), nameof(CompactionAction.FlushSplit), nameof(CompactionAction.Compact)];

    /// <inheritdoc/>
    public override IEnumerable<CompactionState> InitialStates => [new(0, [], [], 1, [], [])];

    /// <inheritdoc/>
    public override IEnumerable<Property<CompactionState, CompactionAction>> Properties =>
    [
        Always(NameOf(InvariantId.RowsInWindow), s => s.Splits.All(split => split.Rows.All(row => WindowOf(row.Timestamp) == split.WindowStart))),
        Always(NameOf(InvariantId.WindowDividesHour), _ => bounds.HourDuration % bounds.WindowDuration == 0),
        Always(NameOf(InvariantId.WindowsNeverMix), s => s.Log.All(record => s.Splits.All(split => split.Id != record.Output || record.InputWindows.All(split.WindowStart.Equals)))),
        Always(NameOf(InvariantId.ScopesNeverMix), s => s.Log.All(record => MergePredicates.SameScope(record.InputScopes.AsSpan()))),
        Always(NameOf(InvariantId.WindowStartsEqual), s => s.Log.All(record => MergePredicates.SameScope(record.InputWindows.AsSpan()))),
        Always(NameOf(InvariantId.NotBeforeCompactionStart), s => s.Log.All(record => record.InputWindows.All(start => start >= bounds.CompactionStart))),
        Always(NameOf(InvariantId.RowsConserved), s => s.Log.All(record => record.InputPoints.SequenceEqual(record.OutputPoints))),
        Always(NameOf(InvariantId.ContentConserved), s => s.Splits.All(split => split.Rows.All(row => s.History[row.Point - 1] == row))),
        Always(NameOf(InvariantId.OutputSorted), s => s.Splits.All(split => !split.IsSorted || IsSorted(split.Rows))),
        Always(NameOf(InvariantId.ColumnsUnited), s => s.Log.All(record => record.InputColumns == record.OutputColumns)),
        Always(NameOf(InvariantId.NothingInvented), s => PointsOf(s).Distinct().Count() == s.History.Length && PointsOf(s).Count() == s.History.Length),
        Sometimes("a compaction", s => !s.Log.IsEmpty),
        Sometimes("a compaction of rows with equal keys", s => s.Log.Any(record => s.History.Select(row => row.SortKey).Distinct().Count() < s.History.Length)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Step<CompactionState, CompactionAction>> Steps(CompactionState state) =>
        [.. AdvanceTime(state), .. IngestPoint(state), .. FlushSplit(state), .. Compact(state)];

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    private static IEnumerable<int> PointsOf(CompactionState s) =>
        s.Splits.SelectMany(split => split.Rows).Concat(s.Buffers.SelectMany(buffer => buffer.Rows)).Select(row => row.Point);

    private static bool IsSorted(ImmutableArray<CompactionRow> rows) =>
        rows.Zip(rows.Skip(1)).All(pair => MergePredicates.Compare<int>(pair.First.SortKey, pair.Second.SortKey, isAscending: true) <= 0);

    private static int United(IEnumerable<int> columns) => columns.Aggregate(0, (all, each) => all | each);

    private int WindowOf(int timestamp) =>
        MergePredicates.TryGetWindowStart(timestamp, bounds.WindowDuration, out long start) ? (int)start : throw new UnreachableException();

    private IEnumerable<Step<CompactionState, CompactionAction>> AdvanceTime(CompactionState s) =>
        from time in Enumerable.Range(s.Time + 1, bounds.MaximumTime - s.Time)
        select Step(new CompactionAction.AdvanceTime(time), s with { Time = time });

    private IEnumerable<Step<CompactionState, CompactionAction>> IngestPoint(CompactionState s) =>
        from scope in Enumerable.Range(0, bounds.ScopeCount)
        where s.History.Length < bounds.MaximumPoints
        from timestamp in Enumerable.Range(0, bounds.TimestampCount)
        where timestamp <= s.Time && timestamp >= s.Time - bounds.LateAcceptance
        from key in Enumerable.Range(1, bounds.SortKeyCount)
        from columns in Enumerable.Range(1, (1 << bounds.ColumnCount) - 1)
        let row = new CompactionRow(s.History.Length + 1, timestamp, key, columns)
        select Step(new CompactionAction.IngestPoint(scope, row), s with { Buffers = Buffered(s.Buffers, scope, row), History = s.History.Add(row) });

    private ImmutableArray<RowBuffer> Buffered(ImmutableArray<RowBuffer> buffers, int scope, CompactionRow row)
    {
        int window = WindowOf(row.Timestamp);
        RowBuffer? buffer = buffers.FirstOrDefault(each => each.Scope == scope && each.WindowStart == window);
        return buffer is not null
            ? buffers.Replace(buffer, buffer with { Rows = buffer.Rows.Add(row) })
            : [.. buffers.Add(new RowBuffer(scope, window, [row])).OrderBy(each => (each.Scope, each.WindowStart))];
    }

    private static IEnumerable<Step<CompactionState, CompactionAction>> FlushSplit(CompactionState s) =>
        from buffer in s.Buffers
        let split = new StoredSplit(
            s.NextSplit, buffer.Scope, buffer.WindowStart, [.. buffer.Rows.OrderBy(row => row.SortKey)], United(buffer.Rows.Select(row => row.Columns)), true)
        select Step(
            new CompactionAction.FlushSplit(buffer.Scope, buffer.WindowStart),
            s with { Splits = s.Splits.Add(split), Buffers = s.Buffers.Remove(buffer), NextSplit = s.NextSplit + 1 });

    private IEnumerable<Step<CompactionState, CompactionAction>> Compact(CompactionState s) =>
        s.Log.Length >= bounds.MaximumCompactions
            ? []
            : from place in s.Splits.GroupBy(split => (split.Scope, split.WindowStart))
              where place.Key.WindowStart >= bounds.CompactionStart
              from chosen in Enumerable.Range(0, 1 << place.Count())
              let inputs = place.Where((_, i) => (chosen >> i & 1) == 1).ToImmutableArray()
              where inputs.Length >= 2
              select Step(new CompactionAction.Compact(string.Join(", ", inputs.Select(input => input.Id))), Compacted(s, inputs));

    private static CompactionState Compacted(CompactionState s, ImmutableArray<StoredSplit> inputs)
    {
        StoredSplit output = new(
            s.NextSplit, inputs[0].Scope, inputs[0].WindowStart, Merged(inputs), United(inputs.Select(input => input.Columns)), inputs.All(input => input.IsSorted));
        CompactionRecord record = new(
            output.Id,
            [.. inputs.Select(input => input.Scope)],
            [.. inputs.Select(input => input.WindowStart)],
            [.. inputs.SelectMany(input => input.Rows).Select(row => row.Point).Order()],
            [.. output.Rows.Select(row => row.Point).Order()],
            United(inputs.SelectMany(input => input.Rows).Select(row => row.Columns)),
            output.Columns);
        return s with { Splits = s.Splits.RemoveRange(inputs).Add(output), NextSplit = s.NextSplit + 1, Log = s.Log.Add(record) };
    }

    // The merge of k sorted inputs: of the rows in front, the least; of equal ones, that of the first input.
    private static ImmutableArray<CompactionRow> Merged(ImmutableArray<StoredSplit> inputs)
    {
        ImmutableArray<CompactionRow>.Builder rows = ImmutableArray.CreateBuilder<CompactionRow>();
        int[] taken = new int[inputs.Length];
        while (Enumerable.Range(0, inputs.Length).Where(i => taken[i] < inputs[i].Rows.Length).ToArray() is { Length: > 0 } open)
        {
            int least = open.MinBy(i => inputs[i].Rows[taken[i]].SortKey);
            rows.Add(inputs[least].Rows[taken[least]++]);
        }

        return rows.ToImmutable();
    }
}
