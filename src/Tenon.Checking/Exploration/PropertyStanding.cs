namespace Tenon.Checking.Exploration;

/// <summary>How a property stands in one state.</summary>
public enum PropertyStanding
{
    /// <summary>What it demands is true in the state, or of the step that led to it. For "sometimes": the state is an example.</summary>
    Holds,

    /// <summary>It is false there. For "sometimes" that means no more than that the state is no example.</summary>
    Fails,

    /// <summary>The antecedent of its implication is false in the state.</summary>
    NotDemanded,

    /// <summary>One state cannot tell: the property is temporal, or it is about steps and none led to the state.</summary>
    NotApplicable,

    /// <summary>Its predicate threw.</summary>
    Threw,
}
