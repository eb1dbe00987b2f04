using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>A search has found a state in which not every variable has a value.</summary>
/// <param name="variables">The names of those that have none.</param>
/// <param name="isInitial">Whether it is an initial state.</param>
internal sealed class IncompleteStateException(string variables, bool isInitial) : EvaluationException(isInitial
    ? $"The initial state is not completely specified. No value is given to: {variables}"
    : $"The successor state is not completely specified. No value is given to: {variables}")
{
    /// <summary>The names of the variables without a value, separated by commas.</summary>
    public string Variables => variables;

    public bool IsInitial => isInitial;
}
