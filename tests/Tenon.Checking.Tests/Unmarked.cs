using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Tests;

/// <summary>A model without its codec: one is derived at run time.</summary>
internal sealed class Unmarked<TState, TAction>(Model<TState, TAction> model) : Model<TState, TAction>
    where TState : notnull
    where TAction : notnull
{
    public override IEnumerable<TState> InitialStates => model.InitialStates;

    public override IEnumerable<Property<TState, TAction>> Properties => model.Properties;

    public override ImmutableArray<ScalarSet> ScalarSets => model.ScalarSets;

    public override IEnumerable<Step<TState, TAction>> Steps(TState state) => model.Steps(state);
}
