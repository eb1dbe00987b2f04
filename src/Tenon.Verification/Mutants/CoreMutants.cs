using System.Collections.Immutable;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Models;
using Tenon.Splits.Policy;

namespace Tenon.Verification.Mutants;

/// <summary>A core that is wrong in one thing.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Property">The property that must catch it.</param>
/// <param name="Bounds">In which world.</param>
/// <param name="Handle">The core.</param>
internal sealed record CoreMutant(string Fault, string Property, CoreBounds Bounds, Func<CoreSettings, CoreMemory, CoreInput, CoreStep> Handle);

/// <summary>The production core with one fault each. The faults are put around it: the core that is explored is the one that ships.</summary>
internal static class CoreMutants
{
    private const string Tracked = "MP-9 immature splits tracked";
    private const string Seeded = "MP-11 restart seeds all immature splits";
    private const string Invisible = "MP-8 inputs invisible";
    private const string MergedDown = "in the end all is merged that can be";

    /// <summary>All of them.</summary>
    public static ImmutableArray<CoreMutant> All { get; } =
    [
        new("outputs are not fed back", Tracked, new() { Ingests = 2 }, (settings, memory, input) =>
            input is CoreInput.Published ? Changed(settings, memory with { IsConnected = false }, input, after => after with { IsConnected = memory.IsConnected }) : MergeCore.Handle(settings, memory, input)),
        new("arrivals are not remembered", Tracked, new() { Ingests = 1 }, (settings, memory, input) =>
            input is CoreInput.Arrived ? new(memory, []) : MergeCore.Handle(settings, memory, input)),
        new("a restart seeds nothing", Seeded, new() { Ingests = 1 }, (settings, memory, input) =>
            MergeCore.Handle(settings, memory, input is CoreInput.Attached attached ? attached with { Splits = [] } : input)),
        new("a restart seeds the lowest level only", Seeded, new() { Ingests = 2, Crashes = 1 }, (settings, memory, input) =>
            MergeCore.Handle(settings, memory, input is CoreInput.Attached attached ? attached with { Splits = attached.Splits.RemoveAll(split => split.Split.Level > 0) } : input)),
        new("a lost answer to a claim is taken as a refusal", Invisible, new() { Ingests = 2, Losses = 1 }, (settings, memory, input) =>
            MergeCore.Handle(settings, memory, input is CoreInput.Unknown unknown && PhaseOf(memory, unknown.Merge) == MergePhase.Claiming
                ? new CoreInput.ClaimRefused(input.Now, unknown.Merge, []) : input)),
        new("inputs are free before the operation has ended", Invisible, new() { Ingests = 2, Failures = 1 }, (settings, memory, input) =>
        {
            CoreStep step = MergeCore.Handle(settings, memory, input);
            foreach (CoreEffect.End end in step.Effects.OfType<CoreEffect.End>())
            {
                CoreStep next = MergeCore.Handle(settings, step.Memory, new CoreInput.Ended(input.Now, end.Merge, false));
                step = new(next.Memory, [.. step.Effects.Remove(end), .. next.Effects]);
            }

            return step;
        }),
        new("an operation found published is planned again", Tracked, new() { Ingests = 2, Losses = 2 }, (settings, memory, input) =>
            MergeCore.Handle(settings, memory, input is CoreInput.Ended ended ? ended with { WasPublished = false } : input)),
        new("a list replaces what came since", Tracked, new() { Ingests = 2 }, (settings, memory, input) =>
            MergeCore.Handle(settings, input is CoreInput.Listed ? Forgetful(memory) : memory, input)),
        new("nothing is listed any more", MergedDown, new() { Ingests = 2, LostMessages = 1 }, (settings, memory, input) =>
        {
            CoreStep step = MergeCore.Handle(settings, memory, input);
            return step with { Effects = step.Effects.RemoveAll(effect => effect is CoreEffect.List) };
        }),
        new("what rests is not woken", MergedDown, new() { Ingests = 2, Failures = 1 }, (settings, memory, input) =>
            input is CoreInput.Tick && !memory.Resting.IsEmpty ? new(memory, []) : MergeCore.Handle(settings, memory, input)),
        new("a step that failed is not tried again", MergedDown, new() { Ingests = 2, Failures = 1 }, (settings, memory, input) =>
            input is CoreInput.Failed failed && PhaseOf(memory, failed.Merge) == MergePhase.Staging ? new(memory, []) : MergeCore.Handle(settings, memory, input)),
        new("feedback goes on after the disconnect", "TN-8 nothing is fed back after the disconnect", new() { Ingests = 2, Stops = true }, (settings, memory, input) =>
            input is CoreInput.Published ? Changed(settings, memory with { IsConnected = true }, input, after => after with { IsConnected = memory.IsConnected }) : MergeCore.Handle(settings, memory, input)),
        new("finalize discards what waits", "TN-9 finalize discards nothing", new() { Ingests = 3, Stops = true }, (settings, memory, input) =>
            input is CoreInput.Finalize ? Changed(settings, memory, input, after => MergeCore.WithSchedule(settings, after with { Scopes = CoreMemory.Empty.Scopes })) : MergeCore.Handle(settings, memory, input)),
        new("drained while something runs", "TN-14 drained only when nothing runs", new() { Ingests = 2, Stops = true }, (settings, memory, input) =>
            Changed(settings, memory, input, after => after.IsPlanning ? after : after with { IsDrained = true })),
        new("a split that was withdrawn stays in its merge's memory", MergedDown, new() { Ingests = 3, Withdrawals = 1 }, (settings, memory, input) =>
            MergeCore.Handle(settings, memory, input is CoreInput.PublishRefused refused ? refused with { Gone = [] } : input is CoreInput.ClaimRefused claim ? claim with { Gone = [] } : input is CoreInput.Listed listed ? listed with { Splits = default } : input)),
        new("quarantine is forgotten by a list", Tracked, new() { Ingests = 2, Poison = 1 }, (settings, memory, input) =>
            Changed(settings, memory, input, after => input is CoreInput.Listed ? after with { Quarantined = CoreMemory.Empty.Quarantined } : after)),
        new("the level of inputs is not looked at", "MP-1 inputs share level", new() { Ingests = 3 }, (settings, memory, input) =>
            WithClaims(MergeCore.Handle(settings, memory, input), (claim, after) => after.Scopes.Values.SelectMany(scope => scope.Young.Values).SelectMany(level => level)
                .FirstOrDefault(split => split.Level != claim.Level) is MergeCandidate other ? claim with { Inputs = claim.Inputs.SetItem(0, other) } : claim)),
    ];

    private static CoreStep Changed(CoreSettings settings, CoreMemory memory, CoreInput input, Func<CoreMemory, CoreMemory> change)
    {
        CoreStep step = MergeCore.Handle(settings, memory, input);
        return step with { Memory = change(step.Memory) };
    }

    private static CoreStep WithClaims(CoreStep step, Func<CoreEffect.Claim, CoreMemory, CoreEffect> change) =>
        step with { Effects = [.. step.Effects.Select(effect => effect is CoreEffect.Claim claim ? change(claim, step.Memory) : effect)] };

    private static CoreMemory Forgetful(CoreMemory memory) => memory with
    {
        Indexes = memory.Indexes.SetItems(memory.Indexes.Select(pair => KeyValuePair.Create(
            pair.Key, pair.Value with { Listing = pair.Value.Listing is null ? null : ListingMemory.Begun }))),
    };

    private static MergePhase? PhaseOf(CoreMemory memory, long merge) => memory.Merges.TryGetValue(merge, out MergeTask? task) ? task.Phase : null;
}
