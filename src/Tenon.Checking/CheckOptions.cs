using Tenon.Checking.Search;

namespace Tenon.Checking;

/// <summary>How a model is checked. The defaults check everything with one worker and stop at the first violation.</summary>
public sealed record CheckOptions
{
    /// <summary>The order of search; breadth first by default.</summary>
    public SearchMode Mode { get; init; } = SearchMode.BreadthFirst;

    /// <summary>
    /// Threads that search, 1 to 64. Results, counts and counterexamples do not depend on it. Depth-first search and simulation use one.
    /// </summary>
    public int WorkerCount { get; init; } = 1;

    /// <summary>
    /// Whether states that differ only by the names of members of the model's scalar sets count as one. Counts are then of such orbits;
    /// verdicts are the same, and traces are runs of the model itself. Refused for temporal properties, for simulation, for models without
    /// scalar sets, and where a property or the steps are seen to distinguish members.
    /// </summary>
    public bool Symmetry { get; init; }

    /// <summary>
    /// Whether steps of actors are left out whose order makes no difference. Verdicts, dead actions and states without steps are the same as
    /// without; counts are of the states that were searched, and a counterexample is a run of the model, but not always a shortest one. For
    /// systems of actors, breadth first. Refused for temporal properties, properties of steps, properties of which the model does not say what
    /// they look at, and together with <see cref="Symmetry"/>.
    /// </summary>
    public bool PartialOrder { get; init; }

    /// <summary>How two states are told apart.</summary>
    public StateIdentity Identity { get; init; } = StateIdentity.Fingerprint64;

    /// <summary>Whether the search goes on after a violation, to decide the other properties. A property is reported violated once.</summary>
    public bool ContinueAfterViolation { get; init; }

    /// <summary>Steps from an initial state beyond which states are not expanded; null for no bound. For simulation, the length of a walk: 100 if null.</summary>
    public int? MaximumDepth { get; init; }

    /// <summary>The search ends, not exhausted, soon after it has found this many states; null for no bound.</summary>
    public long? MaximumStates { get; init; }

    /// <summary>The search ends, not exhausted, soon after this time; null for no bound.</summary>
    public TimeSpan? MaximumTime { get; init; }

    /// <summary>
    /// The search ends, not exhausted, soon after what grows with it holds this many bytes; null for no bound. That is the visited set, the states
    /// that wait, the graph for temporal properties, and what systems of actors keep. Not counted are the runtime, garbage not yet collected, and
    /// the buffers of one round.
    /// </summary>
    /// <remarks>What actors make is measured as it is allocated, so for them the end may differ by a round from run to run.</remarks>
    public long? MaximumMemoryBytes { get; init; }

    /// <summary>For simulation: where its random choices begin. The same seed gives the same walks on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>For simulation: how many walks.</summary>
    public long WalkCount { get; init; } = 1000;

    /// <summary>
    /// Where states are kept on disk; null, the default, for memory alone. For breadth-first search by fingerprints of 64 bits, without
    /// <see cref="PartialOrder"/> and <see cref="Profile"/>; with checkpoints also without <see cref="MaximumDepth"/>.
    /// </summary>
    public DiskOptions? Disk { get; init; }

    /// <summary>Told about the search about once a second; null for nobody.</summary>
    public IProgress<CheckProgress>? Progress { get; init; }

    /// <summary>The clock for <see cref="MaximumTime"/> and <see cref="Progress"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told where the time of a breadth-first search by one worker goes, for which parts of it are done twice; null for nobody.</summary>
    public SearchProfile? Profile { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WorkerCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WorkerCount, 64);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumDepth ?? 0, nameof(MaximumDepth));
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumStates ?? 0, nameof(MaximumStates));
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumMemoryBytes ?? 0, nameof(MaximumMemoryBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(WalkCount);
        ArgumentNullException.ThrowIfNull(Clock);
        if (Profile is not null && (Mode != SearchMode.BreadthFirst || WorkerCount != 1))
        {
            throw new ArgumentException("A profile is of a breadth-first search by one worker.", nameof(Profile));
        }

        ValidateDisk();
    }

    private void ValidateDisk()
    {
        if (Disk is null)
        {
            return;
        }

        ArgumentException.ThrowIfNullOrEmpty(Disk.Folder);
        string? refused = Mode != SearchMode.BreadthFirst ? "is for breadth-first search"
            : Identity != StateIdentity.Fingerprint64 ? "tells states apart by fingerprints of 64 bits"
            : PartialOrder ? "is not for partial-order reduction"
            : Profile is not null ? "has no profile"
            : Disk.CheckpointInterval is not null && MaximumDepth is not null ? "with checkpoints has no bound on depth, beyond which nothing could be continued"
            : Disk.Resume && Disk.CheckpointInterval is null ? "makes checkpoints where a search is continued"
            : null;
        if (refused is not null)
        {
            throw new ArgumentException($"A search on disk {refused}.", nameof(Disk));
        }
    }
}
