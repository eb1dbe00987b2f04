namespace Tenon.Checking;

/// <summary>The order in which states are searched.</summary>
public enum SearchMode
{
    /// <summary>Nearest first: counterexamples are as short as possible.</summary>
    BreadthFirst,

    /// <summary>Deepest first: counterexamples come early and are long.</summary>
    DepthFirst,

    /// <summary>Random walks: never exhaustive, for models too large to search.</summary>
    Simulation,
}
