using System.Collections.Immutable;

namespace Tenon.Verification.Mutants;

/// <summary>The faults of the modules in specs/data. Each weakness that the field's modules have (W-37 to W-39) is put back there, and must be seen.</summary>
internal static class DataMutants
{
    private const string Nothing = "";

    /// <summary>All of them.</summary>
    public static ImmutableArray<SpecificationMutant> All { get; } =
    [
        // W-37: what was compared with itself, could not be violated, or did not happen.
        new("a compaction looks at no scopes (W-37)", "WindowedCompaction_places", "ScopesNeverMix", "split.scope = other.scope /\\ split.window = other.window", "split.window = other.window"),
        new("a compaction looks at no windows (W-37)", "WindowedCompaction_late", "WindowStartsEqual", "split.scope = other.scope /\\ split.window = other.window", "split.scope = other.scope"),
        new("a compaction looks at no start (W-37)", "WindowedCompaction_places", "NotBeforeCompactionStart", "        /\\ \\A split \\in inputs : split.window >= CompactionStart\n", Nothing),
        new("any duration of windows is taken (W-37)", "WindowedCompaction_late", "WindowDividesHour", "    /\\ HourDuration % asked = 0\n", Nothing),
        new("what comes too late is taken (W-37)", "WindowedCompaction_late", "EachPointOnce", "IF IsLate(timestamp) THEN buffers\n                      ELSE ", Nothing),
        new("what comes in time is dropped (W-37)", "WindowedCompaction_late", "EachPointOnce", "IsLate(timestamp) == timestamp < time - LateAcceptance", "IsLate(timestamp) == timestamp <= time - LateAcceptance"),
        new("a compaction doubles rows (W-37)", "WindowedCompaction_rows", "RowsConserved", "Split(any.scope, any.window, RowsOf(inputs), ", "Split(any.scope, any.window, RowsOf(inputs) \\o any.rows, "),
        new("a compaction has the columns of one input (W-37)", "WindowedCompaction_rows", "ContentConserved", "UNION {split.columns : split \\in inputs})}", "any.columns)}"),
        new("a compaction has a column too many (W-37)", "WindowedCompaction_rows", "ColumnsUnited", "UNION {split.columns : split \\in inputs})}", "Columns)}"),
        new("a column is assembled in the order of the inputs", "WindowedCompaction_rows", "ContentConserved", "CellOf(rows[order[place]], column)]]]", "CellOf(rows[place], column)]]]"),
        new("the merge order falls", "WindowedCompaction_rows", "OutputSorted", "rows[j].key < rows[i].key \\/ ", "rows[j].key > rows[i].key \\/ "),
        new("a point is put into the window of now", "WindowedCompaction_places", "RowsInWindow", "place == <<scope, WindowOf(timestamp)>>", "place == <<scope, WindowOf(time)>>"),
        new("nobody has to compact (W-37)", "WindowedCompaction_rows", "CompactedInTheEnd", "    /\\ WF_vars(SomeCompact)\n", Nothing),
        new("nobody has to flush (W-37)", "WindowedCompaction_rows", "EachPointIsStored", "    /\\ WF_vars(SomeFlushSplit)\n", Nothing),

        // W-38: what was a guard of the writer, or so by construction; rows lost and doubled; a second column.
        new("a writer does not sort (W-38)", "SortSchema_changes", "RowsInSchemaOrder", "File(Sorted(rows, schema), schema, columns)", "File(rows, schema, columns)"),
        new("a file is registered under the index's schema of now (W-38)", "SortSchema_changes", "SchemaCopiesAgree", "metadataSchema |-> file.keyValueSchema]", "metadataSchema |-> schema]"),
        new("a change of schema is one of stored splits (W-38)", "SortSchema_changes", "SchemaNeverChanges",
            "    /\\ changes' = changes + 1\n    /\\ UNCHANGED <<files, splits, history, writtenBy>>",
            "    /\\ changes' = changes + 1\n    /\\ splits' = {[split EXCEPT !.metadataSchema = other] : split \\in splits}\n    /\\ UNCHANGED <<files, history, writtenBy>>"),
        new("a compaction loses a row and doubles another (W-38)", "SortSchema_changes", "RowsConserved", "Widened(second.rows, columns), order), order, columns)", "Widened(first.rows, columns), order), order, columns)"),
        new("nulls come first in descending columns (W-38)", "SortSchema_runs", "RowsInSchemaOrder",
            "      [] a = NULL -> 1\n      [] b = NULL -> -1\n", "      [] a = NULL -> IF isAscending THEN 1 ELSE -1\n      [] b = NULL -> IF isAscending THEN -1 ELSE 1\n"),
        new("the second column decides no ties (W-38)", "SortSchema_columns", "RowsInSchemaOrder", "IF result # 0 THEN result ELSE CompareRows(row, other, Tail(order))", "result"),
        new("an absent column reads as a value (W-38)", "SortSchema_columns", "AbsentSortColumnIsNull", "Read(row, column) == IF column \\in DOMAIN row.values THEN row.values[column] ELSE NULL", "Read(row, column) == IF column \\in DOMAIN row.values THEN row.values[column] ELSE 1"),
        new("a compaction looks at no schemas", "SortSchema_changes", "RowsInSchemaOrder", "        /\\ second.metadataSchema = order\n", Nothing),
        new("nobody has to register what is written", "SortSchema_changes", "WrittenIsRegistered", "Fairness == WF_vars(SomeRegisterSplit)", "Fairness == TRUE"),

        // W-39: a hash that is a constant, or the tags themselves; a single point; a bound that is one too high.
        new("the series id is a constant (W-39)", "DataModel_series", Nothing, "Init ==\n    /\\ hash \\in [TagSets -> SeriesIds]", "Init ==\n    /\\ hash = [tags \\in TagSets |-> 0]"),
        new("each node has a hash of its own (W-39)", "DataModel_series", "SeriesIdOfTags", "seriesId |-> hash[tags]]", "seriesId |-> (hash[tags] + n) % 2]"),
        new("a flush computes series ids anew (W-39)", "DataModel_series", "SeriesIdCarried",
            "[id |-> nextSplit, rows |-> pending[n]]", "[id |-> nextSplit, rows |-> [i \\in DOMAIN pending[n] |-> [pending[n][i] EXCEPT !.seriesId = 0]]]"),
        new("points of one series id and time are taken for one (W-39)", "DataModel_series", "RowsConserved",
            "[id |-> nextSplit, rows |-> RowsOf(inputs)]",
            "[id |-> nextSplit, rows |-> LET all == RowsOf(inputs) IN SelectSeq(all, LAMBDA row : \\A other \\in Range(all) : other.seriesId = row.seriesId /\\ other.timestamp = row.timestamp => other.request <= row.request)]"),
        new("the last of points alike wins (W-39)", "DataModel_alike", "RowsConserved",
            "[id |-> nextSplit, rows |-> RowsOf(inputs)]",
            "[id |-> nextSplit, rows |-> LET all == RowsOf(inputs) IN SelectSeq(all, LAMBDA row : \\A other \\in Range(all) : other.request <= row.request)]"),
        new("a point that has no twin is lost (W-39)", "DataModel_kinds", "EachPointOnce",
            "[id |-> nextSplit, rows |-> pending[n]]", "[id |-> nextSplit, rows |-> IF Len(pending[n]) = 2 /\\ pending[n][1].tags # pending[n][2].tags THEN Tail(pending[n]) ELSE pending[n]]"),
        new("one point less comes than the bound says (W-39)", "DataModel_alike", Nothing, "        /\\ pending' = [pending EXCEPT ![n] = Append(@, point)]\n", "        /\\ Len(history) + 1 < MaximumPoints\n        /\\ pending' = [pending EXCEPT ![n] = Append(@, point)]\n"),
        new("nobody has to flush what waits (W-39)", "DataModel_alike", "EachPointIsStored", "Fairness == \\A n \\in Nodes : WF_vars(FlushSplit(n))", "Fairness == TRUE"),
    ];
}
