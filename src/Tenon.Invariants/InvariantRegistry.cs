using System.Collections.Immutable;
using static Tenon.Invariants.InvariantLayers;
using static Tenon.Invariants.ViolationResponse;

namespace Tenon.Invariants;

/// <summary>All invariants, by id. Codes of the families SS, TW, CS, MC, DM and MP are the field's; TN are Tenon's own.</summary>
public static class InvariantRegistry
{
    /// <summary>Every invariant, in the order of <see cref="InvariantId"/>.</summary>
    public static ImmutableArray<InvariantInfo> All { get; } =
    [
        new(InvariantId.RowsInSchemaOrder, "SS-1", "the rows of a split are in the order of its own sort schema", Model | RunTime, Refuse),
        new(InvariantId.NullsLast, "SS-2", "in a sort column a null comes after every value, ascending or descending", Model | Tests, Refuse),
        new(InvariantId.AbsentSortColumnIsNull, "SS-3", "a sort column that a split lacks reads as null in each of its rows", Model | Construction | Tests, Refuse),
        new(InvariantId.SchemaNeverChanges, "SS-4", "a written split keeps the sort schema it was written with", Model | Construction, Refuse),
        new(InvariantId.SchemaCopiesAgree, "SS-5", "metastore, key/value metadata and sorting columns of a split name one sort schema", Model | RunTime, Refuse),
        new(InvariantId.RowsInWindow, "TW-1", "every row of a split lies in the time window of the split", Model | RunTime, Refuse),
        new(InvariantId.WindowDividesHour, "TW-2", "the duration of a time window is positive and divides an hour", Model | RunTime, Refuse),
        new(InvariantId.WindowsNeverMix, "TW-3", "a merge stays within one time window, which its outputs have too", Model | RunTime, Refuse),
        new(InvariantId.ScopesNeverMix, "CS-1", "the inputs and outputs of a merge are of one scope", Model | RunTime, Refuse),
        new(InvariantId.WindowStartsEqual, "CS-2", "the inputs of a merge have windows with the same start", Model | RunTime, Refuse),
        new(InvariantId.NotBeforeCompactionStart, "CS-3", "no split is merged whose window lies before the compaction start", Model | RunTime, Refuse),
        new(InvariantId.RowsConserved, "MC-1", "a merge's outputs hold the rows of its inputs, each as often: none lost, none doubled", Model | RunTime, Refuse),
        new(InvariantId.ContentConserved, "MC-2", "no merge changes the content of a row", Model | RunTime | Audit, Refuse),
        new(InvariantId.OutputSorted, "MC-3", "the rows of an output never fall in its sort order", Model | RunTime, Refuse),
        new(InvariantId.ColumnsUnited, "MC-4", "the columns of an output are exactly those of its inputs, united", Model | Tests, Refuse),
        new(InvariantId.RowIsOnePoint, "DM-1", "a stored row is one complete point", Model | Tests, Refuse),
        new(InvariantId.NoLastWriteWins, "DM-2", "of two ingested points with one identity both are stored", Model | Tests, Refuse),
        new(InvariantId.NothingInvented, "DM-3", "every stored row was ingested", Model | Tests, Refuse),
        new(InvariantId.SeriesIdOfTags, "DM-4", "rows with equal tags have equal series ids", Model | Construction | Tests, Refuse),
        new(InvariantId.SeriesIdCarried, "DM-5", "the series id of a row is the one it was ingested with", Model | Construction | Tests, Refuse),
        new(InvariantId.InputsShareLevel, "MP-1", "every input of a merge is known and of the level of the merge", Model | RunTime | Audit, Refuse, "MP1_LevelHomogeneity"),
        new(InvariantId.AtLeastTwoInputs, "MP-2", "a merge has at least two inputs", Model | RunTime, Refuse),
        new(InvariantId.InputsCompatible, "MP-3", "the inputs of a merge agree in scope, sort schema and window, start and duration", RunTime, Refuse),
        new(InvariantId.PublishedRowsConserved, "MP-4", "the rows of all published splits are as many as were ingested and not deleted", Model | RunTime | Audit, Refuse, "RowsConserved"),
        new(InvariantId.LevelBounded, "MP-5", "every published split is known and of at most the highest level", Model | RunTime | Audit, Refuse, "BoundedWriteAmp"),
        new(InvariantId.InputsPublished, "MP-6", "every input of a merge in flight is published", Model | RunTime | Audit, Refuse, "NoSplitLoss"),
        new(InvariantId.OneMergePerInput, "MP-7", "no split is an input of two merges in flight, or twice of one, and merges in flight have ids of their own", Model | RunTime | Audit, Refuse, "NoDuplicateMerge"),
        new(InvariantId.InputsInvisible, "MP-8", "no input of a merge in flight is visible to the planner", Model | RunTime | Audit, Stop, "NoOrphanInPlanner"),
        new(InvariantId.ImmatureTracked, "MP-9", "while the planner lives and is connected, every immature published split is visible to it, an input of a merge in flight, or one that it is about to hear of", Model | RunTime | Audit, Observe, "NoOrphanWhenConnected"),
        new(InvariantId.OrphansUnpublished, "MP-10", "an orphaned output is neither published nor an output of a merge in flight", Model | RunTime | Audit, Refuse, "LeakIsObjectStoreOnly"),
        new(InvariantId.ImmatureSeeded, "MP-11", "after a restart every immature published split is visible to the planner in its own window", Model | RunTime, Stop, "RestartReSeedsAllImmature"),
        new(InvariantId.PublishedIsReadable, "TN-1", "what is published was read back with the size and the checksum that were written", RunTime, Refuse),
        new(InvariantId.OneOperationPerInput, "TN-2", "a split is the input of at most one operation in the metastore", RunTime, Refuse),
        new(InvariantId.StatesOnlyAdvance, "TN-3", "a split moves from staged to published to retired and never back", RunTime, Refuse),
        new(InvariantId.LevelRaised, "TN-4", "every output is one level above the highest of its inputs", Model | RunTime | Audit, Refuse),
        new(InvariantId.RewritesBounded, "TN-5", "published merges have written at most as many rows as were ingested, times the highest level", Model | RunTime, Observe),
        new(InvariantId.OutputsAccountedFor, "TN-6", "every output that was uploaded is published, in flight, orphaned, retired or collected", Model | RunTime | Audit, Observe),
        new(InvariantId.VisibleIsMergeable, "TN-7", "every split that the planner sees is known, published and immature", Model | RunTime | Audit, Stop),
        new(InvariantId.NoFeedbackAfterDisconnect, "TN-8", "no publish after a disconnect makes its outputs visible to the planner", Model | RunTime, Observe),
        new(InvariantId.FinalizeDiscardsNothing, "TN-9", "every split that the planner saw before finalize it sees afterwards, or it is an input of a merge in flight", Model | RunTime, Observe),
        new(InvariantId.OutputKeepsWindow, "TN-10", "the inputs and outputs of a merge in flight are known and have the window of the merge", Model | RunTime | Audit, Refuse),
        new(InvariantId.ReplacedOnce, "TN-11", "a publish takes exactly its merge's inputs out, brings exactly its outputs in, and nothing that was retired comes back", Model | RunTime, Refuse),
        new(InvariantId.InFlightOutputUnpublished, "TN-12", "no output of a merge in flight is published", Model | RunTime | Audit, Refuse),
        new(InvariantId.FinalizeBounded, "TN-13", "finalize plans no more merges than its limit", Model | RunTime, Observe, "FinalizeWithinBound"),
        new(InvariantId.ShutdownOnlyWhenDrained, "TN-14", "a shutdown is complete only if no merge is in flight", Model | RunTime, Observe, "ShutdownOnlyWhenDrained"),
        new(InvariantId.ShutdownCompletes, "TN-15", "a requested finalize is followed by a complete shutdown, unless the process dies", Model, Observe, "ShutdownEventuallyCompletes"),
        new(InvariantId.NoSplitUntrackedForever, "TN-16", "while a restart is possible, no immature published split stays untracked for ever", Model, Observe, "NoPersistentOrphan"),
    ];

    /// <summary>What is registered of an invariant.</summary>
    /// <param name="id">The invariant.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not one.</exception>
    public static InvariantInfo Of(InvariantId id) =>
        (int)id >= 0 && (int)id < All.Length ? All[(int)id] : throw new ArgumentOutOfRangeException(nameof(id), id, "not an invariant");

    /// <summary>The code of an invariant, such as <c>MP-11</c>.</summary>
    /// <param name="id">The invariant.</param>
    public static string Code(this InvariantId id) => Of(id).Code;
}
