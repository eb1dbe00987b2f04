using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>How a search assigns variables: what is not assigned becomes so, what is assigned is compared.</summary>
internal static class Assignments
{
    /// <summary><c>x' = e</c>.</summary>
    public static bool Equal(int variable, Value value, StatePair states, Continuation then) => states.Assigned(variable) is Value assigned
        ? Value.AreEqual(assigned, value) && then.Run(states)
        : states.Assign(variable, value.Normalize(), then);

    /// <summary><c>UNCHANGED x</c>.</summary>
    public static bool Keep(int variable, Value value, StatePair states, Continuation then) => Equal(variable, value, states, then);

    /// <summary><c>x' \in S</c>, or, of the subsets, <c>x' \subseteq S</c>.</summary>
    public static bool In(int variable, SetValue set, StatePair states, Continuation then)
    {
        if (states.Assigned(variable) is Value assigned)
        {
            return set.Contains(assigned) && then.Run(states);
        }

        foreach (Value element in set.Elements())
        {
            if (states.Assign(variable, element.Normalize(), then))
            {
                return true;
            }
        }

        return false;
    }
}
