namespace Tenon.Checking;

/// <summary>What is known about a property after a search.</summary>
public enum Verdict
{
    /// <summary>It holds: the search was exhaustive, or, for a property of the kind "sometimes", an example was found.</summary>
    Holds,

    /// <summary>It holds, but nothing was ever demanded of it: the antecedent of its implication never held, or there was nothing to look at.</summary>
    HoldsVacuously,

    /// <summary>It does not hold: there is a counterexample, or, for a property of the kind "sometimes", an exhaustive search found no example.</summary>
    Violated,

    /// <summary>Not decided: the search ended early without a violation.</summary>
    Undecided,
}
