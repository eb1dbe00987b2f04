using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Pipelines;

/// <summary>What the models of the merge pipeline share: their bounds, their steps kind by kind, and properties of the registered invariants.</summary>
public abstract class MergePipelineModel : Model<PipelineState, PipelineAction>
{
    /// <summary>For models of this assembly and its tests.</summary>
    /// <param name="bounds">How much is explored.</param>
    private protected MergePipelineModel(PipelineBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        Bounds = bounds;
    }

    /// <summary>How much is explored.</summary>
    public PipelineBounds Bounds { get; }

    /// <inheritdoc/>
    public override string Name => $"{GetType().Name}({Bounds.Text})";

    /// <inheritdoc/>
    public override IEnumerable<PipelineState> InitialStates => [PipelineState.Initial(Bounds.WindowCount)];

    /// <summary>A state does not have to be left: fairness alone demands steps.</summary>
    public override Stuttering Stuttering => Stuttering.Anywhere;

    /// <summary>The invariants of states and steps that both models satisfy.</summary>
    private protected IEnumerable<Property<PipelineState, PipelineAction>> SafetyProperties =>
    [
        Invariant(InvariantId.PublishedRowsConserved, all => all.PublishedRowsConserved()),
        Invariant(InvariantId.InputsPublished, all => all.InputsPublished()),
        Invariant(InvariantId.OneMergePerInput, all => all.OneMergePerInput()),
        Invariant(InvariantId.InputsInvisible, all => all.InputsInvisible()),
        Invariant(InvariantId.ImmatureTracked, all => all.ImmatureTracked()),
        Invariant(InvariantId.OrphansUnpublished, all => all.OrphansUnpublished()),
        Invariant(InvariantId.InputsShareLevel, all => all.InputsShareLevel()),
        Invariant(InvariantId.LevelBounded, all => all.LevelBounded()),
        Always(NameOf(InvariantId.FinalizeBounded), s => s.FinalizeMergeCount <= Bounds.MaximumFinalizeMerges),
        Invariant(InvariantId.ShutdownOnlyWhenDrained, all => all.ShutdownOnlyWhenDrained()),
        Invariant(InvariantId.AtLeastTwoInputs, all => all.AtLeastTwoInputs()),
        Invariant(InvariantId.RowsConserved, all => all.RowsConserved()),
        Invariant(InvariantId.LevelRaised, all => all.LevelRaised()),
        Invariant(InvariantId.VisibleIsMergeable, all => all.VisibleIsMergeable()),
        Invariant(InvariantId.OutputKeepsWindow, all => all.OutputKeepsWindow()),
        Invariant(InvariantId.InFlightOutputUnpublished, all => all.InFlightOutputUnpublished()),
        .. PipelineSteps.Properties(Bounds.MaximumLevel, AlwaysStep),
    ];

    /// <summary>The property that an invariant holds in every state.</summary>
    /// <param name="id">The invariant.</param>
    /// <param name="holds">Its predicate.</param>
    private protected Property<PipelineState, PipelineAction> Invariant(InvariantId id, Func<PipelinePredicates<PipelineStateView, int, int>, bool> holds) =>
        Always(NameOf(id), state => holds(state.Judged(Bounds.MaximumLevel)));

    /// <summary>The name of the property of an invariant.</summary>
    /// <param name="id">The invariant.</param>
    internal static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    /// <summary>Every way to choose some of the items, each in the items' order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="count">How many are chosen.</param>
    private protected static IEnumerable<ImmutableArray<int>> Choices(ImmutableArray<int> items, int count)
    {
        if (count == 0)
        {
            return [[]];
        }

        return from i in Enumerable.Range(0, items.Length)
               from rest in Choices(items[(i + 1)..], count - 1)
               select (ImmutableArray<int>)[items[i], .. rest];
    }

    /// <summary>The planner takes splits of one window and level: every choice of as many as a merge has.</summary>
    /// <param name="s">The state.</param>
    private protected IEnumerable<Step<PipelineState, PipelineAction>> PlanMerge(PipelineState s)
    {
        if (!s.IsAlive || s.IsFinalizeRequested || s.Merges.Length >= Bounds.MaximumMerges)
        {
            yield break;
        }

        for (int window = 0; window < Bounds.WindowCount; window++)
        {
            for (int level = 0; level < Bounds.MaximumLevel; level++)
            {
                ImmutableArray<int> candidates = [.. s.Visible[window].Where(split => s.Splits[split].Level == level)];
                foreach (ImmutableArray<int> inputs in Choices(candidates, Bounds.MergeFactor))
                {
                    yield return Step(new PipelineAction.PlanMerge(window, inputs), s.WithVisible(window, s.Visible[window].Except(inputs)) with
                    {
                        Merges = s.Merges.Add(new MergeInFlight(s.NextId, inputs, level, window, false, [])),
                        NextId = s.NextId + 1,
                    });
                }
            }
        }
    }

    /// <summary>The first phase of a shutdown.</summary>
    /// <param name="s">The state.</param>
    private protected static IEnumerable<Step<PipelineState, PipelineAction>> DisconnectMergePlanner(PipelineState s) =>
        s.IsConnected && s.IsAlive ? [Step(new PipelineAction.DisconnectMergePlanner(), s with { IsConnected = false })] : [];

    /// <summary>A state without one of its merges.</summary>
    /// <param name="state">The state.</param>
    /// <param name="merge">The merge.</param>
    private protected static PipelineState Without(PipelineState state, MergeInFlight merge) => state with { Merges = state.Merges.Remove(merge) };

    /// <summary>A state in which a merge has got its output: with the rows of the inputs, one level up.</summary>
    /// <param name="state">The state.</param>
    /// <param name="merge">The merge.</param>
    /// <param name="isUploaded">Whether the output is uploaded, or only staged.</param>
    private protected static PipelineState WithOutput(PipelineState state, MergeInFlight merge, bool isUploaded)
    {
        int output = state.NextId;
        long rows = merge.Inputs.Sum(input => state.Splits[input].RowCount);
        return state with
        {
            NextId = output + 1,
            Splits = state.Splits.Add(output, new SplitFacts<int>(rows, merge.Level + 1, merge.Window)),
            Merges = state.Merges.Replace(merge, merge with { IsUploaded = isUploaded, Outputs = [output] }),
        };
    }

    /// <summary>Whether a split is merged no more.</summary>
    /// <param name="state">The state.</param>
    /// <param name="split">The split.</param>
    private protected bool IsMature(PipelineState state, int split) => state.Splits[split].Level >= Bounds.MaximumLevel;

    /// <summary>A state in which the planner sees every immature published split, in its window.</summary>
    /// <param name="state">The state.</param>
    private protected PipelineState Seeded(PipelineState state) => state with
    {
        Visible =
        [
            .. Enumerable.Range(0, Bounds.WindowCount).Select(window => state.Published
                .Where(split => !IsMature(state, split) && state.Splits[split].Window == window).ToImmutableSortedSet()),
        ],
    };
}
