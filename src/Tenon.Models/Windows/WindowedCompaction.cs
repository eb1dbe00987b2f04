using System.Collections.Immutable;
using System.Diagnostics;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Windows;

/// <summary>Points are ingested into the windows of their scopes, written as sorted splits, and compacted within scope and window; what comes too late is dropped.</summary>
/// <remarks>
/// The same machine as specs/data/WindowedCompaction.tla, state for state and step for step; what it does better than the field's is told there. Which durations there
/// may be, where windows begin and what comes first is said by the shared <see cref="MergePredicates"/>.
/// </remarks>
/// <param name="bounds">How much is explored.</param>
[DeriveCodec]
public partial class WindowedCompaction(CompactionBounds bounds) : Model<CompactionState, CompactionAction>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
    [
        nameof(CompactionAction.CreateIndex), nameof(CompactionAction.AdvanceTime), nameof(CompactionAction.IngestPoint), nameof(CompactionAction.FlushSplit), nameof(CompactionAction.Compact),
    ];

    /// <inheritdoc/>
    public override IEnumerable<CompactionState> InitialStates => [new(0, 0, [], [], [], 1)];

    /// <inheritdoc/>
    public override IEnumerable<Property<CompactionState, CompactionAction>> Properties =>
    [
        Always(NameOf(InvariantId.RowsInWindow), s => s.Splits.All(split => split.Rows.All(row => WindowOfPoint(s, row) == split.WindowStart))),
        Always("a split's rows were ingested for its scope", s => s.Splits.All(split => split.Rows.All(row => s.History[row.Point - 1].Scope == split.Scope))),
        Always(NameOf(InvariantId.WindowDividesHour), s => s.Duration == 0 || Enumerable.Range(0, bounds.Timestamps).Select(timestamp => WindowOf(s, timestamp)).All(
            start => start / bounds.HourDuration == (start + s.Duration - 1) / bounds.HourDuration)),
        Always(NameOf(InvariantId.ContentConserved), s => s.Splits.All(split => split.Rows.All(row => IsAsIngested(row, s.History[row.Point - 1])))),
        Always(NameOf(InvariantId.OutputSorted), s => s.Splits.All(split => split.Rows.Zip(split.Rows.Skip(1)).All(pair => pair.First.SortKey <= pair.Second.SortKey))),
        Always(NameOf(InvariantId.ColumnsUnited), s => s.Splits.All(split => split.Columns == United(split.Rows.Select(row => s.History[row.Point - 1].Columns)))),
        Always("each point that came in time is there once, and no other is", s => Enumerable.Range(1, s.History.Length).All(point =>
            Everywhere(s).Count(row => row.Point == point) == (s.History[point - 1].Arrival - s.History[point - 1].Timestamp <= bounds.LateAcceptance ? 1 : 0))),
        OfCompactions(InvariantId.RowsConserved, (_, taken, written) => Points(taken).SequenceEqual(Points(written))),
        OfCompactions(InvariantId.ScopesNeverMix, (s, taken, written) => MergePredicates.SameScope<int>([.. Rows(taken, written).Select(row => s.History[row.Point - 1].Scope)])),
        OfCompactions(InvariantId.WindowStartsEqual, (s, taken, written) => MergePredicates.SameScope<int>([.. Rows(taken, written).Select(row => WindowOfPoint(s, row))])),
        OfCompactions(InvariantId.WindowsNeverMix, (s, taken, written) => taken.SelectMany(split => split.Rows).All(row => written.All(split => split.WindowStart == WindowOfPoint(s, row)))),
        OfCompactions(InvariantId.NotBeforeCompactionStart, (s, taken, _) => taken.SelectMany(split => split.Rows).All(row => WindowOfPoint(s, row) >= bounds.CompactionStart)),
        Sometimes("rows with equal keys in one split", s => s.Splits.Any(split => split.Rows.Zip(split.Rows.Skip(1)).Any(pair => pair.First.SortKey == pair.Second.SortKey))),
        .. bounds.CompactionStart > 0
            ? [Sometimes("two splits before the start of compaction", s => s.Splits.GroupBy(split => (split.Scope, split.WindowStart)).Any(place => place.Count() >= 2 && place.Key.WindowStart < bounds.CompactionStart))]
            : Array.Empty<Property<CompactionState, CompactionAction>>(),
        .. bounds.MaximumTime > bounds.LateAcceptance
            ? [Sometimes("a point that came too late", s => s.History.Any(point => point.Arrival - point.Timestamp > bounds.LateAcceptance))]
            : Array.Empty<Property<CompactionState, CompactionAction>>(),
        .. bounds.Scopes > 1
            ? [Sometimes("splits of two scopes in one window", s => s.Splits.Any(split => s.Splits.Any(other => split.Scope != other.Scope && split.WindowStart == other.WindowStart)))]
            : Array.Empty<Property<CompactionState, CompactionAction>>(),
        AlwaysEventually("what waits is stored", s => s.Buffers.IsEmpty),
        EventuallyAlways("in the end each scope and window has one split", s => s.Splits.GroupBy(split => (split.Scope, split.WindowStart)).All(
            place => place.Count() == 1 || place.Key.WindowStart < bounds.CompactionStart)),
    ];

    /// <summary>Nobody has to send a point, and time need not pass.</summary>
    public override IEnumerable<Fairness<CompactionState, CompactionAction>> Fairness =>
        [WeaklyFair(action => action is CompactionAction.FlushSplit), WeaklyFair(action => action is CompactionAction.Compact)];

    /// <inheritdoc/>
    public override Stuttering Stuttering => Stuttering.Anywhere;

    /// <inheritdoc/>
    public override IEnumerable<Step<CompactionState, CompactionAction>> Steps(CompactionState state) =>
        [.. CreateIndex(state), .. AdvanceTime(state), .. IngestPoint(state), .. FlushSplit(state), .. Compact(state)];

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    // What a compaction takes is there no more, what it writes was not there before: it is told by what it did, and not by what it was asked for.
    private static Property<CompactionState, CompactionAction> OfCompactions(
        InvariantId id, Func<CompactionState, ImmutableArray<StoredSplit>, ImmutableArray<StoredSplit>, bool> holds) => AlwaysStep(NameOf(id), (before, _, after) =>
    {
        ImmutableArray<StoredSplit> taken = [.. before.Splits.ExceptBy(after.Splits.Select(split => split.Id), split => split.Id)];
        return taken.IsEmpty || holds(before, taken, [.. after.Splits.ExceptBy(before.Splits.Select(split => split.Id), split => split.Id)]);
    });

    private static IEnumerable<int> Points(ImmutableArray<StoredSplit> splits) => splits.SelectMany(split => split.Rows).Select(row => row.Point).Order();

    private static IEnumerable<CompactionRow> Rows(ImmutableArray<StoredSplit> taken, ImmutableArray<StoredSplit> written) => taken.Concat(written).SelectMany(split => split.Rows);

    private static IEnumerable<CompactionRow> Everywhere(CompactionState s) => s.Splits.SelectMany(split => split.Rows).Concat(s.Buffers.SelectMany(buffer => buffer.Rows));

    private static int United(IEnumerable<int> columns) => columns.Aggregate(0, (all, each) => all | each);

    private bool IsAsIngested(CompactionRow row, IngestedPoint point) => row.Timestamp == point.Timestamp && row.SortKey == point.SortKey && Enumerable.Range(0, bounds.Columns).All(
        column => row.Cells.GetValueOrDefault(column) == (ColumnBits.Has(point.Columns, column) ? CompactionRow.Cell(row.Point, column) : 0));

    private static int WindowOf(CompactionState s, int timestamp) =>
        MergePredicates.TryGetWindowStart(timestamp, s.Duration, out long start) ? (int)start : throw new UnreachableException();

    private static int WindowOfPoint(CompactionState s, CompactionRow row) => WindowOf(s, s.History[row.Point - 1].Timestamp);

    private IEnumerable<Step<CompactionState, CompactionAction>> CreateIndex(CompactionState s) =>
        from duration in bounds.Durations
        where s.Duration == 0 && bounds.HourDuration % duration == 0
        select Step(new CompactionAction.CreateIndex(duration), s with { Duration = duration });

    private IEnumerable<Step<CompactionState, CompactionAction>> AdvanceTime(CompactionState s) =>
        s.Time < bounds.MaximumTime ? [Step(new CompactionAction.AdvanceTime(), s with { Time = s.Time + 1 })] : [];

    private IEnumerable<Step<CompactionState, CompactionAction>> IngestPoint(CompactionState s) =>
        from scope in Enumerable.Range(0, bounds.Scopes)
        where s.Duration > 0 && s.History.Length < bounds.MaximumPoints
        from timestamp in Enumerable.Range(0, bounds.Timestamps)
        where timestamp <= s.Time
        from key in Enumerable.Range(0, bounds.SortKeys)
        from columns in Enumerable.Range(1, (1 << bounds.Columns) - 1)
        let point = new IngestedPoint(scope, timestamp, key, columns, s.Time)
        select Step(
            new CompactionAction.IngestPoint(point),
            s with { Buffers = timestamp < s.Time - bounds.LateAcceptance ? s.Buffers : Buffered(s, point), History = s.History.Add(point) });

    private ImmutableArray<RowBuffer> Buffered(CompactionState s, IngestedPoint point)
    {
        int number = s.History.Length + 1;
        int window = WindowOf(s, point.Timestamp);
        CompactionRow row = new(
            number,
            point.Timestamp,
            point.SortKey,
            Enumerable.Range(0, bounds.Columns).Where(column => ColumnBits.Has(point.Columns, column)).ToImmutableSortedDictionary(column => column, column => CompactionRow.Cell(number, column)));
        RowBuffer? buffer = s.Buffers.FirstOrDefault(each => each.Scope == point.Scope && each.WindowStart == window);
        return buffer is not null
            ? s.Buffers.Replace(buffer, buffer with { Rows = buffer.Rows.Add(row) })
            : [.. s.Buffers.Add(new RowBuffer(point.Scope, window, [row])).OrderBy(each => (each.Scope, each.WindowStart))];
    }

    private static IEnumerable<Step<CompactionState, CompactionAction>> FlushSplit(CompactionState s) =>
        from buffer in s.Buffers
        let columns = United(buffer.Rows.SelectMany(row => row.Cells.Keys).Select(column => 1 << column))
        select Step(
            new CompactionAction.FlushSplit(buffer.Scope, buffer.WindowStart),
            s with { Splits = s.Splits.Add(SplitOf(s, buffer.Scope, buffer.WindowStart, columns, buffer.Rows)), Buffers = s.Buffers.Remove(buffer), NextSplit = s.NextSplit + 1 });

    private IEnumerable<Step<CompactionState, CompactionAction>> Compact(CompactionState s) =>
        from place in s.Splits.GroupBy(split => (split.Scope, split.WindowStart))
        where place.Key.WindowStart >= bounds.CompactionStart
        from chosen in Enumerable.Range(0, 1 << place.Count())
        let inputs = place.Where((_, i) => (chosen >> i & 1) == 1).ToImmutableArray()
        where inputs.Length >= 2
        let output = SplitOf(s, place.Key.Scope, place.Key.WindowStart, United(inputs.Select(input => input.Columns)), [.. inputs.SelectMany(input => input.Rows)])
        select Step(
            new CompactionAction.Compact(string.Join(", ", inputs.Select(input => input.Id))),
            s with { Splits = s.Splits.RemoveRange(inputs).Add(output), NextSplit = s.NextSplit + 1 });

    // The merge order comes from the keys, and rows with equal keys stay as they are; each column is assembled by it.
    private static StoredSplit SplitOf(CompactionState s, int scope, int windowStart, int columns, ImmutableArray<CompactionRow> rows)
    {
        int[] order = [.. Enumerable.Range(0, rows.Length).Order(Comparer<int>.Create((i, j) => MergePredicates.Compare<int>(rows[i].SortKey, rows[j].SortKey, isAscending: true)))];
        int[] assembled = [.. ColumnBits.In(columns)];
        return new StoredSplit(
            s.NextSplit,
            scope,
            windowStart,
            columns,
            [.. order.Select(i => rows[i] with { Cells = assembled.ToImmutableSortedDictionary(column => column, column => rows[i].Cells.GetValueOrDefault(column)) })]);
    }
}
