using System.Collections.Immutable;

namespace Tenon.Checking.Exploration;

/// <summary>A state, the run on which it lies, and what is possible there. Immutable.</summary>
public sealed record ExploredState
{
    /// <summary>The whole run, past the state too; empty where no initial state has been chosen.</summary>
    public required ImmutableArray<VisitedState> Run { get; init; }

    /// <summary>The state's index in the run; -1 where no initial state has been chosen.</summary>
    public required int Index { get; init; }

    /// <summary>
    /// The index of the state at which the repeated part of the run begins: the last state equals it. The last index itself if the run stays in
    /// its last state for ever. Null if nothing is repeated.
    /// </summary>
    public required int? LoopStart { get; init; }

    /// <summary>How each property stands in the state, in the model's order; empty where no initial state has been chosen.</summary>
    public required ImmutableArray<ExploredProperty> Properties { get; init; }

    /// <summary>The steps asked for, in the model's order; where no initial state has been chosen, the initial states.</summary>
    public required ImmutableArray<ExploredStep> Steps { get; init; }

    /// <summary>How many steps there are.</summary>
    public required int StepCount { get; init; }

    /// <summary>Steps that leave the boundary, which are not among them.</summary>
    public required int OutsideCount { get; init; }

    /// <summary>What the model threw when it was asked for the steps; they are those it gave before. Null if it threw nothing.</summary>
    public required string? Failure { get; init; }

    /// <summary>The state's parts; empty where no initial state has been chosen.</summary>
    public ImmutableArray<StateField> Fields => Index < 0 ? [] : Run[Index].Fields;
}
