namespace Tenon.Invariants;

/// <summary>
/// The invariants of Tenon. Each has one id, by which specification, models, production code, tests and reports mean the same claim.
/// <see cref="InvariantRegistry"/> says of each what it claims, who checks it, and what follows a violation.
/// </summary>
public enum InvariantId
{
    /// <summary>SS-1: the rows of a split are in the order of its own sort schema (F-50).</summary>
    RowsInSchemaOrder,

    /// <summary>SS-2: a null comes after every value, ascending or descending.</summary>
    NullsLast,

    /// <summary>SS-3: a sort column that a split lacks reads as null.</summary>
    AbsentSortColumnIsNull,

    /// <summary>SS-4: the sort schema of a written split never changes.</summary>
    SchemaNeverChanges,

    /// <summary>SS-5: metastore, key/value metadata and the format's own sorting columns name the same sort schema.</summary>
    SchemaCopiesAgree,

    /// <summary>TW-1: every row of a split lies in the split's time window.</summary>
    RowsInWindow,

    /// <summary>TW-2: the duration of a window divides an hour.</summary>
    WindowDividesHour,

    /// <summary>TW-3: no merge crosses a window, and its output has the window of its inputs.</summary>
    WindowsNeverMix,

    /// <summary>CS-1: the inputs and the outputs of a merge are of one scope (F-69).</summary>
    ScopesNeverMix,

    /// <summary>CS-2: the inputs of a merge have one window start.</summary>
    WindowStartsEqual,

    /// <summary>CS-3: no split of a window before the compaction start is merged.</summary>
    NotBeforeCompactionStart,

    /// <summary>MC-1: the rows of a merge's outputs are those of its inputs, each as often (F-11, F-49).</summary>
    RowsConserved,

    /// <summary>MC-2: no merge changes what is in a row; judged by the order-independent content digest (F-49).</summary>
    ContentConserved,

    /// <summary>MC-3: the rows of an output never fall in its sort order (F-50).</summary>
    OutputSorted,

    /// <summary>MC-4: the columns of an output are those of its inputs, united (F-53).</summary>
    ColumnsUnited,

    /// <summary>DM-1: a stored row is one complete point.</summary>
    RowIsOnePoint,

    /// <summary>DM-2: of two points with one identity both are stored.</summary>
    NoLastWriteWins,

    /// <summary>DM-3: nothing is stored that was not ingested.</summary>
    NothingInvented,

    /// <summary>DM-4: equal tags have equal series ids.</summary>
    SeriesIdOfTags,

    /// <summary>DM-5: a series id is carried along, never computed anew.</summary>
    SeriesIdCarried,

    /// <summary>MP-1: the inputs of a merge are of one level, which is the merge's.</summary>
    InputsShareLevel,

    /// <summary>MP-2: a merge has at least two inputs.</summary>
    AtLeastTwoInputs,

    /// <summary>MP-3: the inputs of a merge agree in all that makes splits compatible.</summary>
    InputsCompatible,

    /// <summary>MP-4: the published rows are as many as were ingested and not deleted.</summary>
    PublishedRowsConserved,

    /// <summary>MP-5: no published split is above the highest level.</summary>
    LevelBounded,

    /// <summary>MP-6: the inputs of a merge in flight are published.</summary>
    InputsPublished,

    /// <summary>MP-7: no split is an input of two merges in flight, and no two of them have one id.</summary>
    OneMergePerInput,

    /// <summary>MP-8: no input of a merge in flight is visible to the planner.</summary>
    InputsInvisible,

    /// <summary>MP-9: while the planner is connected, every immature published split is visible to it or an input of a merge.</summary>
    ImmatureTracked,

    /// <summary>MP-10: an orphaned output is not published, and no merge in flight will publish it.</summary>
    OrphansUnpublished,

    /// <summary>MP-11: after a restart every immature published split is visible in its own window.</summary>
    ImmatureSeeded,

    /// <summary>TN-1: what is published was read back with the size and the checksum that were written (F-33, F-54).</summary>
    PublishedIsReadable,

    /// <summary>TN-2: a split is the input of at most one operation in the metastore (F-5).</summary>
    OneOperationPerInput,

    /// <summary>TN-3: a split moves from staged to published to retired and never back.</summary>
    StatesOnlyAdvance,

    /// <summary>TN-4: an output is one level above the highest of its inputs.</summary>
    LevelRaised,

    /// <summary>TN-5: published merges have rewritten each row at most as often as there are levels.</summary>
    RewritesBounded,

    /// <summary>TN-6: every output that was uploaded is published, in flight, orphaned, retired or collected.</summary>
    OutputsAccountedFor,

    /// <summary>TN-7: what the planner sees is known, published and immature.</summary>
    VisibleIsMergeable,

    /// <summary>TN-8: after a disconnect no publish adds to what the planner sees.</summary>
    NoFeedbackAfterDisconnect,

    /// <summary>TN-9: what the planner saw before finalize it sees afterwards, or it is an input of a merge.</summary>
    FinalizeDiscardsNothing,

    /// <summary>TN-10: the inputs and the outputs of a merge in flight have its window.</summary>
    OutputKeepsWindow,

    /// <summary>TN-11: a publish takes exactly its merge's inputs out and brings exactly its outputs in, and no split is retired twice.</summary>
    ReplacedOnce,

    /// <summary>TN-12: the outputs of a merge in flight are not published yet.</summary>
    InFlightOutputUnpublished,

    /// <summary>TN-13: finalize plans no more merges than its limit.</summary>
    FinalizeBounded,

    /// <summary>TN-14: a shutdown is complete only if no merge is in flight.</summary>
    ShutdownOnlyWhenDrained,

    /// <summary>TN-15: a requested finalize is followed by a complete shutdown, unless the process dies.</summary>
    ShutdownCompletes,

    /// <summary>TN-16: while a restart is possible, no immature split stays untracked for ever.</summary>
    NoSplitUntrackedForever,
}
