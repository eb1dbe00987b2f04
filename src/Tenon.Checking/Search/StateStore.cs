namespace Tenon.Checking.Search;

/// <summary>Where a breadth-first search keeps the states it has found: which they are, how each was reached, and which wait to be expanded.</summary>
/// <remarks>
/// All is divided by partition of the fingerprint space; entries of one partition are inserted by one worker at a time, different partitions
/// by different workers at once. Everything else is called by one thread between the halves of rounds.
/// </remarks>
internal abstract class StateStore : IDisposable
{
    /// <summary>States found. Before <see cref="Settle"/> it may count some of them twice.</summary>
    public abstract long Count { get; }

    /// <summary>States of the layer begun last.</summary>
    public abstract long LayerCount { get; }

    /// <summary>States found that belong to the next layer. Exact after <see cref="Settle"/>.</summary>
    public abstract long FoundCount { get; }

    /// <summary>Bytes of memory.</summary>
    public abstract long SizeBytes { get; }

    /// <summary>Bytes of memory of what tells found states from others, with links where they are in memory.</summary>
    public abstract long VisitedBytes { get; }

    /// <summary>Bytes of memory of the states that wait.</summary>
    public abstract long WaitingBytes { get; }

    /// <summary>Bytes on disk.</summary>
    public virtual long DiskBytes => 0;

    /// <summary>The next block of the layer, which stays there; null at its end.</summary>
    public abstract FrontierBlock? Peek();

    /// <summary>Takes the block that <see cref="Peek"/> shows.</summary>
    public abstract FrontierBlock Take();

    /// <summary>Takes an expanded block back.</summary>
    public abstract void Return(FrontierBlock block);

    /// <summary>Adds initial states.</summary>
    /// <param name="partition">Their partition.</param>
    /// <param name="entries">As a sink has them.</param>
    public abstract void AddInitial(int partition, ReadOnlySpan<ulong> entries);

    /// <summary>Adds successors, unless they are there.</summary>
    /// <param name="partition">Their partition.</param>
    /// <param name="entries">As a sink has them.</param>
    /// <param name="roundStateIds">The ids of the states of the round.</param>
    /// <param name="isPartial">Of these states, which were not expanded in full; cleared for those from which a step leads deeper.</param>
    public abstract void Insert(int partition, ReadOnlySpan<ulong> entries, long[] roundStateIds, bool[] isPartial);

    /// <summary>Decides of all that was inserted whether it had been found before.</summary>
    /// <param name="crew">Does the work.</param>
    public virtual void Settle(WorkerCrew crew)
    {
    }

    /// <summary>Whether deciding should not be put off until the end of the layer.</summary>
    /// <param name="stateBound">The number of states at which the search ends.</param>
    public virtual bool MustSettle(long stateBound) => false;

    /// <summary>Makes a layer of what was found and settled.</summary>
    public abstract void BeginLayer();

    /// <summary>How a state was first reached: which initial state, then which successor at each step.</summary>
    public List<int> PathTo(long stateId) => Link.PathTo(stateId, LinkOf);

    public abstract void Dispose();

    protected abstract ulong LinkOf(long stateId);
}
