using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>The designed machine with one fault each, and the property that catches it: Appendix B of the field's verification, and failures of the catalogue.</summary>
public sealed class MergePipelineMutantTests
{
    private const string MergedDown = "in the end all is merged that can be";

    private static readonly Dictionary<string, (string Configuration, string CaughtBy, DesignMutation Mutation)> Mutants = new()
    {
        ["an ingested split is not seen"] = ("calm", "MP-9", On<MergeAction.HearOfSplit>((s, _, n) => n with { Visible = s.Visible })),
        ["plan keeps its inputs visible"] = ("calm", "MP-8", On<MergeAction.PlanMerge>((s, _, n) => n with { Visible = s.Visible })),
        ["F49 a merge drops a row"] = ("calm", "MC-1", On<MergeAction.WriteOutputs>((s, _, n) => Written(s, n, facts => facts with { RowCount = facts.RowCount - 1 }))),
        ["a merge does not raise the level"] = ("calm", "TN-4", On<MergeAction.WriteOutputs>((s, _, n) => Written(s, n, facts => facts with { Level = facts.Level - 1 }))),
        ["F08 a publish keeps an input"] = ("calm", "MP-4", On<MergeAction.PublishMerge>((_, a, n) => n with { Published = n.Published.Add(a.Merge.Inputs[0]) })),
        ["F08 a publish drops the output"] = ("calm", "MP-4", On<MergeAction.PublishMerge>((_, a, n) => n with { Published = n.Published.Except(a.Merge.Outputs) })),
        ["a publish never feeds back"] = ("crash", "MP-9", On<MergeAction.HearOfPublish>((s, _, n) => n with { Visible = s.Visible })),
        ["feedback goes on after the disconnect"] = ("stop", "TN-8", On<MergeAction.HearOfPublish>((_, a, n) => n.WithVisible(0, n.Visible[0].Union(a.Merge.Outputs)))),
        ["F04 an end forgets its orphans"] = ("failure", "TN-6", On<MergeAction.EndMerge>((s, _, n) => n with { Orphans = s.Orphans })),
        ["F04 a new lease forgets orphans"] = ("crash", "TN-6", On<MergeAction.TakeLease>((s, _, n) => n with { Orphans = s.Orphans })),
        ["F16 a new lease ends nothing"] = ("crash", "MP-8", On<MergeAction.TakeLease>((s, _, n) => n with { Merges = s.Merges })),
        ["F16 a list seeds level 0 only"] = ("crash", "MP-11", On<MergeAction.HearOfList>((_, _, n) => n with { Visible = [n.Visible[0].Where(split => n.Splits[split].Level == 0).ToImmutableSortedSet()] })),
        ["F16 a list seeds nothing"] = ("crash", "MP-11", On<MergeAction.HearOfList>((s, _, n) => n with { Visible = s.Visible })),
        ["F01 an answer that is lost is taken for a refusal"] = ("failure", "MP-8", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Planned } ? (new MergeAction.HearOfRefusal(merge), Freed(s, merge, isKept: true)) : null)),
        ["inputs are free before the merge has ended"] = ("failure", "MP-8", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Ending, Operation: MergeOperationStanding.Planned } ? (new MergeAction.HearOfEnd(merge), Freed(s, merge, isKept: true)) : null)),
        ["F06 a publish does not look at its inputs"] = ("retention", "MP-4", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Planned, IsUploaded: true } && !merge.Inputs.All(s.Published.Contains)
                ? (new MergeAction.PublishMerge(merge), s with { Merges = s.Merges.Remove(merge), Published = s.Published.Except(merge.Inputs).Union(merge.Outputs) })
                : null)),
        ["F33 a publish before the last upload"] = ("outputs", "TN-1", Also((s, merge) =>
            merge is { Task: MergeTaskStanding.Active, Operation: MergeOperationStanding.Planned, IsStaged: true, IsUploaded: false }
                ? (new MergeAction.PublishMerge(merge), s with { Merges = s.Merges.Remove(merge), Published = s.Published.Except(merge.Inputs).Union(merge.Outputs) })
                : null)),
        ["F19 the collector takes what is about to be published"] = ("calm", "TN-1", Also((s, merge) =>
            merge is { Operation: MergeOperationStanding.Planned, IsUploaded: true } ? (new MergeAction.CollectSplit(merge.Outputs[0]), s with { Stored = s.Stored.Remove(merge.Outputs[0]) }) : null)),
        ["a crash loses inputs"] = ("crash", "MP-4", On<MergeAction.Crash>((s, _, n) => n with { Published = n.Published.Except(s.Merges.SelectMany(merge => merge.Inputs)) })),
        ["a crash publishes orphans"] = ("crash", "MP-4", On<MergeAction.Crash>((s, _, n) => n with { Published = n.Published.Union(s.Merges.Where(merge => merge.IsUploaded).SelectMany(merge => merge.Outputs)) })),
        ["finalize discards what is seen"] = ("stop", "TN-9", On<MergeAction.RunFinalizeAndQuit>((_, _, n) => n.WithNothingVisible())),
        ["drained while a merge is remembered"] = ("stop", "TN-14", Also((s, merge) =>
            s.IsFinalizeRequested && merge.Task == MergeTaskStanding.Active ? (new MergeAction.DrainComplete(), s with { IsShutdownComplete = true }) : null)),
        ["the start of compaction is not looked at"] = ("aging", "CS-3", On<MergeAction.IngestSplit>((s, _, n) => n with { Settled = s.Settled })),
        ["F41 a list forgets the quarantine"] = ("quarantine", "what is set aside is not seen", On<MergeAction.HearOfEnd>((s, a, n) =>
            n.WithVisible(0, n.Visible[0].Union(n.Quarantined)) with { Quarantined = [] })),
        ["a lost message is never made good"] = ("lost_message", MergedDown, (s, steps) => steps.Where(step => !(step.Action is MergeAction.ListSplits && s.IsAttached))),
        ["F03 a publish that is done is never heard of"] = ("stop", "TN-15", (_, steps) => steps.Where(step => step.Action is not MergeAction.HearOfPublish)),
        ["F04 orphans are never collected"] = ("failure", "orphans are collected", (_, steps) => steps.Where(step => step.Action is not MergeAction.CollectSplit)),
        ["F06 a merge whose input is gone is never given up"] = ("retention", MergedDown, (_, steps) => steps.Where(step => step.Action is not (MergeAction.GiveUpMerge or MergeAction.HearOfRefusal))),
    };

    public static TheoryData<string> Names => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_design_with_a_fault_is_caught_by(string fault)
    {
        (string configuration, string caughtBy, DesignMutation mutation) = Mutants[fault];
        int ingests = fault.Contains("never given up", StringComparison.Ordinal) ? 3 : 2; // What is left must be worth a merge.
        string name = InvariantRegistry.All.FirstOrDefault(info => info.Code == caughtBy)?.ToString() ?? caughtBy;
        MergePipelineBounds bounds = MergePipelineConfigurations.All[configuration];
        CheckResult result = Checker.Check(new FaultyPipeline(bounds with { Ingests = Math.Max(bounds.Ingests, ingests) }, mutation, name), new CheckOptions { WorkerCount = 2 });
        Assert.Equal(Verdict.Violated, result[name].Verdict);
    }

    private delegate IEnumerable<Step<PipelineState, MergeAction>> DesignMutation(PipelineState state, IEnumerable<Step<PipelineState, MergeAction>> steps);

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

    private sealed class FaultyPipeline(MergePipelineBounds bounds, DesignMutation mutation, string judged) : MergePipeline(bounds)
    {
        public override IEnumerable<Property<PipelineState, MergeAction>> Properties => base.Properties.Where(property => property.Name == judged);

        public override IEnumerable<Step<PipelineState, MergeAction>> Steps(PipelineState state) => mutation(state, base.Steps(state));
    }
}
