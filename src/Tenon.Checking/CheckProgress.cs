namespace Tenon.Checking;

/// <summary>How far a search is.</summary>
/// <param name="StateCount">Distinct states found.</param>
/// <param name="TransitionCount">Steps generated.</param>
/// <param name="Depth">Steps from an initial state that the search has reached.</param>
/// <param name="WaitingStateCount">States found and not yet expanded.</param>
/// <param name="MemoryBytes">Bytes of all that grows with the search.</param>
/// <param name="Elapsed">Time since the start.</param>
public readonly record struct CheckProgress(
    long StateCount, long TransitionCount, int Depth, long WaitingStateCount, long MemoryBytes, TimeSpan Elapsed)
{
    /// <summary>
    /// A guess at how many states there are in all, at first far too high: as if layers went on shrinking no faster than the last one did. Null
    /// while layers grow, and for searches without layers.
    /// </summary>
    public long? EstimatedStateCount { get; init; }

    /// <summary>Distinct states found per second, on average.</summary>
    public double StatesPerSecond => Elapsed > TimeSpan.Zero ? StateCount / Elapsed.TotalSeconds : 0;
}
