using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Mutants;

/// <summary>A way to get the design wrong: from a state and its steps to other steps.</summary>
internal delegate IEnumerable<Step<PipelineState, MergeAction>> DesignMutation(PipelineState state, IEnumerable<Step<PipelineState, MergeAction>> steps);

/// <summary>The designed machine with one fault.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Configuration">In which configuration it is judged.</param>
/// <param name="CaughtBy">The property that must catch it: the code of an invariant, or a name.</param>
/// <param name="Mutation">What makes it wrong.</param>
internal sealed record ModelMutant(string Fault, string Configuration, string CaughtBy, DesignMutation Mutation)
{
    /// <summary>The property by its name in the model.</summary>
    public string Property => InvariantRegistry.All.FirstOrDefault(info => info.Code == CaughtBy)?.ToString() ?? CaughtBy;

    /// <summary>What the property is, if not what the model says: a predicate with a fault of its own.</summary>
    public Func<PipelineState, bool>? Judged { get; init; }

    /// <summary>The constants.</summary>
    public MergePipelineBounds Bounds
    {
        get
        {
            MergePipelineBounds bounds = MergePipelineConfigurations.All[Configuration];
            return bounds with { Ingests = Math.Max(bounds.Ingests, Fault.Contains("never given up", StringComparison.Ordinal) ? 3 : 2) }; // What is left must be worth a merge.
        }
    }

    /// <summary>The machine, with the property that must catch it and no other.</summary>
    public MergePipeline Make() => new JudgedPipeline(
        Bounds, Mutation, properties => Judged is Func<PipelineState, bool> holds ? [JudgedPipeline.Invariant(Property, holds)] : properties.Where(property => property.Name == Property));
}

/// <summary>The designed machine, its steps and its properties changed.</summary>
internal sealed class JudgedPipeline(
    MergePipelineBounds bounds, DesignMutation mutation, Func<IEnumerable<Property<PipelineState, MergeAction>>, IEnumerable<Property<PipelineState, MergeAction>>> judged)
    : ReadablePipeline(bounds)
{
    public override IEnumerable<Property<PipelineState, MergeAction>> Properties => judged(base.Properties);

    public override IEnumerable<Step<PipelineState, MergeAction>> Steps(PipelineState state) => mutation(state, base.Steps(state));

    /// <summary>An invariant of another's making.</summary>
    public static Property<PipelineState, MergeAction> Invariant(string name, Func<PipelineState, bool> holds) => Always(name, holds);
}

/// <summary>The faults of the design: Appendix B of the field's verification, and failures of the catalogue.</summary>
internal static class ModelMutants
{
    private const string MergedDown = "in the end all is merged that can be";

    /// <summary>All of them.</summary>
    public static ImmutableArray<ModelMutant> All { get; } =
    [
        new("an ingested split is not seen", "calm", "MP-9", On<MergeAction.HearOfSplit>((s, _, n) => n with { Visible = s.Visible })),
        new("plan keeps its inputs visible", "calm", "MP-8", On<MergeAction.PlanMerge>((s, _, n) => n with { Visible = s.Visible })),
        new("F49 a merge drops a row", "calm", "MC-1", On<MergeAction.WriteOutputs>((s, _, n) => Written(s, n, facts => facts with { RowCount = facts.RowCount - 1 }))),
        new("a merge does not raise the level", "calm", "TN-4", On<MergeAction.WriteOutputs>((s, _, n) => Written(s, n, facts => facts with { Level = facts.Level - 1 }))),
        new("F08 a publish keeps an input", "calm", "MP-4", On<MergeAction.PublishMerge>((_, a, n) => n with { Published = n.Published.Add(a.Merge.Inputs[0]) })),
        new("F08 a publish drops the output", "calm", "MP-4", On<MergeAction.PublishMerge>((_, a, n) => n with { Published = n.Published.Except(a.Merge.Outputs) })),
        new("a publish never feeds back", "crash", "MP-9", On<MergeAction.HearOfPublish>((s, _, n) => n with { Visible = s.Visible })),
        new("feedback goes on after the disconnect", "stop", "TN-8", On<MergeAction.HearOfPublish>((_, a, n) => n.WithVisible(0, n.Visible[0].Union(a.Merge.Outputs)))),
        new("F04 an end forgets its orphans", "failure", "TN-6", On<MergeAction.EndMerge>((s, _, n) => n with { Orphans = s.Orphans })),
        new("F04 a new lease forgets orphans", "crash", "TN-6", On<MergeAction.TakeLease>((s, _, n) => n with { Orphans = s.Orphans })),
        new("F16 a new lease ends nothing", "crash", "MP-8", On<MergeAction.TakeLease>((s, _, n) => n with { Merges = s.Merges })),
        new("F16 a list seeds level 0 only", "crash", "MP-11", On<MergeAction.HearOfList>((_, _, n) => n with { Visible = [n.Visible[0].Where(split => n.Splits[split].Level == 0).ToImmutableSortedSet()] })),
        new("F16 a list seeds nothing", "crash", "MP-11", On<MergeAction.HearOfList>((s, _, n) => n with { Visible = s.Visible })),
        new("F16 a list seeds into the wrong window", "aging", "a split is seen in its own window", On<MergeAction.HearOfList>((_, _, n) => n with { Visible = [.. n.Visible.Reverse()] })),
        new("F01 an answer that is lost is taken for a refusal", "failure", "MP-8", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Planned } ? (new MergeAction.HearOfRefusal(merge), Freed(s, merge, isKept: true)) : null)),
        new("inputs are free before the merge has ended", "failure", "MP-8", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Ending, Operation: MergeOperationStanding.Planned } ? (new MergeAction.HearOfEnd(merge), Freed(s, merge, isKept: true)) : null)),
        new("F06 a publish does not look at its inputs", "retention", "MP-4", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Planned, IsUploaded: true } && !merge.Inputs.All(s.Published.Contains)
                ? (new MergeAction.PublishMerge(merge), s with { Merges = s.Merges.Remove(merge), Published = s.Published.Except(merge.Inputs).Union(merge.Outputs) })
                : null)),
        new("F33 a publish before the last upload", "outputs", "TN-1", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Planned, IsStaged: true, IsUploaded: false }
                ? (new MergeAction.PublishMerge(merge), s with { Merges = s.Merges.Remove(merge), Published = s.Published.Except(merge.Inputs).Union(merge.Outputs) })
                : null)),
        new("F19 the collector takes what is about to be published", "calm", "TN-1", Also((s, merge) =>
            merge is { Operation: MergeOperationStanding.Planned, IsUploaded: true } ? (new MergeAction.CollectSplit(merge.Outputs[0]), s with { Stored = s.Stored.Remove(merge.Outputs[0]) }) : null)),
        new("a crash loses inputs", "crash", "MP-4", On<MergeAction.Crash>((s, _, n) => n with { Published = n.Published.Except(s.Merges.SelectMany(merge => merge.Inputs)) })),
        new("a crash publishes orphans", "crash", "MP-4", On<MergeAction.Crash>((s, _, n) => n with { Published = n.Published.Union(s.Merges.Where(merge => merge.IsUploaded).SelectMany(merge => merge.Outputs)) })),
        new("finalize discards what is seen", "stop", "TN-9", On<MergeAction.RunFinalizeAndQuit>((_, _, n) => n.WithNothingVisible())),
        new("drained while a merge is remembered", "stop", "TN-14", Also((s, merge) =>
            s.IsFinalizeRequested && merge.Task == MergeTaskStanding.Active ? (new MergeAction.DrainComplete(), s with { IsShutdownComplete = true }) : null)),
        new("the start of compaction is not looked at", "aging", "CS-3", On<MergeAction.IngestSplit>((s, _, n) => n with { Settled = s.Settled })),
        new("F41 a list forgets the quarantine", "quarantine", "what is set aside is not seen", On<MergeAction.HearOfEnd>((s, a, n) =>
            n.WithVisible(0, n.Visible[0].Union(n.Quarantined)) with { Quarantined = [] })),
        new("planner and metastore look at no highest level (W-16)", "two_at_once", "MP-5", (s, _) =>
            new MergePipeline(MergePipelineConfigurations.All["two_at_once"] with { MaximumLevel = 2 }).Steps(s)),
        new("a lost message is never made good", "lost_message", MergedDown, (s, steps) => steps.Where(step => !(step.Action is MergeAction.ListSplits && s.IsAttached))),
        new("F03 a publish that is done is never heard of", "stop", "TN-15", (_, steps) => steps.Where(step => step.Action is not MergeAction.HearOfPublish)),
        new("F04 orphans are never collected", "failure", "orphans are collected", (_, steps) => steps.Where(step => step.Action is not MergeAction.CollectSplit)),
        new("F06 a merge whose input is gone is never given up", "retention", MergedDown, (_, steps) => steps.Where(step => step.Action is not (MergeAction.GiveUpMerge or MergeAction.HearOfRefusal))),
    ];

    private static DesignMutation On<TAction>(Func<PipelineState, TAction, PipelineState, PipelineState> change)
        where TAction : MergeAction => (s, steps) => steps.Select(step => step.Action is TAction action ? step with { Next = change(s, action, step.Next!).Tidied() } : step);

    private static DesignMutation Also(Func<PipelineState, MergeInFlight, (MergeAction Action, PipelineState Next)?> extra) => (s, steps) => steps.Concat(
        s.Merges.Select(merge => extra(s, merge)).Where(step => step is not null).Select(step => new Step<PipelineState, MergeAction>(step!.Value.Action, step.Value.Next.Tidied())));

    private static PipelineState Written(PipelineState s, PipelineState n, Func<SplitFacts<int>, SplitFacts<int>> change) =>
        n with { Splits = n.Splits.SetItem(s.NextId, change(n.Splits[s.NextId])) };

    private static PipelineState Freed(PipelineState s, MergeInFlight merge, bool isKept) => s.WithVisible(merge.Window, s.Visible[merge.Window].Union(merge.Inputs)) with
    {
        Merges = isKept ? s.Merges.Replace(merge, merge with { Task = MergeTaskStanding.Forgotten, Outputs = [] }) : s.Merges.Remove(merge),
    };
}
