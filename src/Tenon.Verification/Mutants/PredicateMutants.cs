using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Verification.Mutants;

/// <summary>A predicate with one fault.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Property">The property it is judged as, by the code of an invariant or by name.</param>
/// <param name="Where">If it asks for too little, the fault of the design that survives under it; if for too much, the configuration in which the right design fails.</param>
/// <param name="Holds">The predicate, of a state and the highest level.</param>
internal sealed record PredicateMutant(string Fault, string Property, string Where, Func<PipelineState, int, bool> Holds)
{
    /// <summary>Whether it asks for too much.</summary>
    public bool IsTooStrong => MergePipelineConfigurations.All.ContainsKey(Where);
}

/// <summary>
/// Predicates that are wrong: of those that the field got wrong (W-15, W-19), and others. One that asks for too little is noticed because a fault of the design
/// survives under it, one that asks for too much because the right design fails.
/// </summary>
internal static class PredicateMutants
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<PredicateMutant> All { get; } =
    [
        new("MP-4 is content with fewer rows", "MP-4", "F08 a publish drops the output", (s, _) => s.Published.Sum(split => s.Splits[split].RowCount) <= s.IngestedRowCount),
        new("MP-4 counts splits and not rows", "MP-4", "calm", (s, _) => s.Published.Count == s.IngestCount),
        new("MP-5 has 'less than' for 'at most'", "MP-5", "calm", (s, highest) => s.Published.All(split => s.Splits[split].Level < highest)),
        new("MP-6 is asked of what was withdrawn", "MP-6", "retention", (s, _) => s.Merges.SelectMany(merge => merge.Inputs).All(s.Published.Contains)),
        new("MP-8 looks at what the process remembers, not at what is claimed", "MP-8", "F16 a new lease ends nothing", (s, _) =>
            !s.Merges.Where(merge => merge.Task == MergeTaskStanding.Active).SelectMany(merge => merge.Inputs).Any(input => s.Visible.Any(window => window.Contains(input)))),
        new("MP-9 is asked of planners that stop", "MP-9", "an ingested split is not seen", (s, highest) => s.IsConnected || s.Judged(highest).ImmatureTracked()),
        new("MC-1 is asked before the upload, of rows too many", "MC-1", "F49 a merge drops a row", (s, _) => s.Merges.All(merge =>
            merge.IsUploaded || merge.Outputs.IsEmpty || merge.Outputs.Sum(output => s.Splits[output].RowCount) <= merge.Inputs.Sum(input => s.Splits[input].RowCount))),
        new("TN-1 is content with what is known", "TN-1", "F33 a publish before the last upload", (s, _) => s.Published.All(s.Splits.ContainsKey)),
        new("TN-4 is content with a level that does not fall", "TN-4", "a merge does not raise the level", (s, _) =>
            s.Merges.All(merge => merge.Outputs.All(output => s.Splits[output].Level >= merge.Level))),
        new("TN-6 does not ask whether orphans are recorded (W-15)", "TN-6", "F04 an end forgets its orphans", (s, highest) =>
            s.Splits.Keys.All(split => s.Stored.Contains(split) || s.Judged(highest).OutputsAccountedFor(split))),
        new("any window is a split's own (W-19)", "a split is seen in its own window", "F16 a list seeds into the wrong window", (s, _) =>
            s.Visible.SelectMany(window => window).All(split => s.Splits[split].Window < s.Visible.Length)),
    ];

    /// <summary>The name of the property in the model.</summary>
    public static string NameOf(PredicateMutant mutant) => InvariantRegistry.All.FirstOrDefault(info => info.Code == mutant.Property)?.ToString() ?? mutant.Property;
}
