namespace Tenon.Checking;

/// <summary>Why a search ended.</summary>
public enum StopReason
{
    /// <summary>Nothing was left to do: every reachable state within the boundary was expanded.</summary>
    Exhausted,

    /// <summary>A property was violated, and the search was not told to continue.</summary>
    Violation,

    /// <summary>States at the greatest depth allowed were not expanded.</summary>
    DepthBound,

    /// <summary>The number of states allowed was reached.</summary>
    StateBound,

    /// <summary>The time allowed was over.</summary>
    TimeBound,

    /// <summary>The memory allowed was full.</summary>
    MemoryBound,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>All random walks were made.</summary>
    WalksDone,
}
