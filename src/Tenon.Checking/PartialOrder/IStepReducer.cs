namespace Tenon.Checking.PartialOrder;

/// <summary>Chooses the steps of a state that a search follows. Owned by one thread.</summary>
internal interface IStepReducer<TState, TAction>
{
    /// <summary>Which steps are enough, by place; null if all are needed. The same for the same state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="steps">All its steps.</param>
    /// <exception cref="PartialOrderException">A step does what the model declares not to happen.</exception>
    public bool[]? Choose(TState state, IReadOnlyList<Step<TState, TAction>> steps);

    /// <summary>Compares a step that is followed with what the model declares of its properties.</summary>
    /// <param name="state">The state it leaves.</param>
    /// <param name="step">The step.</param>
    /// <param name="isReduced">Whether other steps of the state were left out for it.</param>
    /// <exception cref="PartialOrderException">The step contradicts a declaration.</exception>
    public void Verify(TState state, Step<TState, TAction> step, bool isReduced);
}
