using System.Collections.Immutable;

namespace Tenon.Verification.Mutants;

/// <summary>The specification with one fault.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Configuration">In which configuration it is judged, of whichever module.</param>
/// <param name="CaughtBy">The property of its own that must catch it; empty if only the comparison with the model does.</param>
/// <param name="Text">The text that is replaced; it is there once.</param>
/// <param name="Instead">What is put in its place.</param>
internal sealed record SpecificationMutant(string Fault, string Configuration, string CaughtBy, string Text, string Instead)
{
    /// <summary>Why nothing catches it, of one that is known to live; null for others.</summary>
    public string? Survives { get; init; }

    /// <summary>Whether the comparison must catch it: fairness is no step, and only the properties see it.</summary>
    public bool IsDifferent => !Text.Contains("F_vars", StringComparison.Ordinal);
}

/// <summary>
/// The faults of the specification. What only its properties or only the comparison with the model can see is among them: a specification that allows too little keeps
/// all its properties, and who is fair is no step.
/// </summary>
internal static class SpecificationMutants
{
    private const string Nothing = "";

    /// <summary>All of them.</summary>
    public static ImmutableArray<SpecificationMutant> All { get; } =
    [
        new("plan keeps its inputs visible", "lost_message", "InputsInvisible", "    /\\ visible' = Unsee(visible, T)\n", "    /\\ visible' = visible\n"),
        new("a merge drops a row", "lost_message", "RowsConserved", "rowCount |-> rows[s - nextId + 1]", "rowCount |-> rows[s - nextId + 1] - 1"),
        new("a merge does not raise the level", "lost_message", "LevelRaised", "level |-> m.level + 1, window |-> m.window]", "level |-> m.level, window |-> m.window]"),
        new("a publish drops the output", "lost_message", "ReplacedOnce", "    /\\ published' = (published \\ m.inputs) \\cup Range(m.outputs)\n    /\\ history'", "    /\\ published' = published \\ m.inputs\n    /\\ history'"),
        new("a publish does not look at its inputs", "retention", "PublishedRowsConserved", "    /\\ m.inputs \\subseteq published\n", Nothing),
        new("a publish does not wait for the last upload", "outputs", "PublishedIsReadable", "IsUploaded(m) == m.uploads > 0 /\\ m.uploads = Len(m.outputs)", "IsUploaded(m) == m.uploads > 0"),
        new("the collector takes what is about to be published", "lost_message", "StatesOnlyAdvance", "    /\\ ~\\E m \\in merges : s \\in Range(m.outputs)\n", Nothing),
        new("a new lease ends nothing", "crash", "InputsInvisible", "Ended(M) == {IF m.operation = \"planned\" THEN [m EXCEPT !.operation = \"ended\"] ELSE m : m \\in M}", "Ended(M) == M"),
        new("the metastore compares no leases", "crash", "InputsInvisible", "Accepts(m) == m.lease = lease /\\ m.task # \"forgotten\"", "Accepts(m) == m.task # \"forgotten\""),
        new("a list seeds nothing", "crash", "ImmatureSeeded", "visible' = See(Unsee(visible, aside), free)\n", "visible' = Unsee(visible, aside)\n"),
        new("an end forgets its orphans", "failure", "OutputsAccountedFor", "    /\\ history' = IF m.operation = \"planned\" THEN Orphaned({m}) ELSE history\n", "    /\\ history' = history\n"),
        new("outputs are fed back after the disconnect", "stop", "NoFeedbackAfterDisconnect", "IF process.isConnected THEN See(visible, {s \\in Range(m.outputs) : ~IsMature(s)}) ELSE visible", "See(visible, {s \\in Range(m.outputs) : ~IsMature(s)})"),
        new("finalize discards what is seen", "stop", "FinalizeDiscardsNothing", "    /\\ visible' = Unsee(visible, UNION C)\n", "    /\\ visible' = [w \\in AllWindows |-> {}]\n"),
        new("drained while a merge runs", "stop", "ShutdownOnlyWhenDrained", " /\\ ~process.isShutdownComplete /\\ Tasks = {}\n", " /\\ ~process.isShutdownComplete\n"),
        new("the start of compaction is not looked at", "aging", "NotBeforeCompactionStart", "IF w < FirstWindow THEN settled \\cup {nextId} ELSE settled", "settled"),

        // Seen by the comparison only: each allows less than it should, or keeps what does no harm.
        new("a dead process does nothing more", "crash", Nothing, "IF m.task = \"active\" THEN ForgottenBy(m, \"left\")", "IF m.task = \"active\" THEN ForgottenBy(m, \"forgotten\")"),
        new("nothing matures by age", "aging", Nothing, "    /\\ count.agings < Agings\n", "    /\\ count.agings < Agings - 1\n"),
        new("a list tells of mature splits too", "quarantine", Nothing, "settled, {s \\in published : ~IsMature(s)})", "settled, published)"),

        // Seen by nothing, so far.
        new("a claim does not look at what is set aside", "quarantine", Nothing, "splits[s].level < MaximumLevel /\\ ~IsSetAside(s)\n", "splits[s].level < MaximumLevel\n")
        {
            Survives = "a planner never takes what it has set aside, so only what a dead process had asked for could claim it: no configuration has counted failures and a crash",
        },

        // Seen by the properties only: the steps are the same.
        new("the collector need not work", "failure", "OrphansCollected", "    /\\ WF_vars(SomeCollectSplit)\n", Nothing),
        new("the process need not hear of a publish", "stop", "ShutdownCompletes", "    /\\ WF_vars(SomeHearOfPublish)\n", Nothing),
        new("what is gone is forgotten only by who sees it all the time", "two_at_once", "MergedInTheEnd", "    /\\ SF_vars(SomeForgetSplit)\n", "    /\\ WF_vars(SomeForgetSplit)\n"),

        .. DataMutants.All,
    ];
}
