namespace Tenon.Checking.Search;

/// <summary>What a search counted, before it is put into words.</summary>
internal sealed record SearchOutcome
{
    public required StopReason StopReason { get; init; }

    public required long StateCount { get; init; }

    public required long InitialStateCount { get; init; }

    public required int Depth { get; init; }

    /// <summary>All states of at most this many steps were judged; -1 if not even all initial ones, null if there is no such number.</summary>
    public int? CompleteDepth { get; init; }

    /// <summary>States found and not expanded.</summary>
    public long WaitingCount { get; init; }

    public required int LongestState { get; init; }

    public required long VisitedBytes { get; init; }

    public required long FrontierBytes { get; init; }

    /// <summary>Bytes on disk at most.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Whether a checkpoint was left to continue at.</summary>
    public bool IsResumable { get; init; }

    public long ModelBytes { get; init; }

    public required IReadOnlyList<SuccessorSink> Sinks { get; init; }

    /// <summary>The states without steps.</summary>
    public DeadlockDigest Deadlocks { get; init; }

    /// <summary>Under partial-order reduction: states of which steps were left out for good.</summary>
    public long ReducedStateCount { get; init; }

    /// <summary>The choices that lead to the place of each finding.</summary>
    public required IReadOnlyList<List<int>?> Paths { get; init; }
}
