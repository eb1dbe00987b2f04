namespace Tenon.Metastore;

/// <summary>Where a split stands. It only moves down this list, and is forgotten from the last place.</summary>
public enum SplitState
{
    /// <summary>An output that is announced, being written, or written but not yet visible.</summary>
    Staged,

    /// <summary>Part of the data.</summary>
    Published,

    /// <summary>No longer part of the data, see <see cref="RetirementCause"/>; its bytes may still exist.</summary>
    Retired,
}

/// <summary>What an operation does.</summary>
public enum OperationKind
{
    /// <summary>Replaces its inputs by outputs with the same rows.</summary>
    Merge,

    /// <summary>Has no inputs and brings rows in.</summary>
    Ingest,
}

/// <summary>Where an operation stands.</summary>
public enum OperationState
{
    /// <summary>Its inputs are claimed; it may be under way, or have been when its process died.</summary>
    Planned,

    /// <summary>Its outputs replaced its inputs.</summary>
    Published,

    /// <summary>It ended without a result, because it failed or was asked for no longer; its inputs are as they were.</summary>
    Abandoned,

    /// <summary>It ended without a result, because an input changed or vanished meanwhile (F-6).</summary>
    Superseded,
}

/// <summary>The names of states, in messages and in metastores.</summary>
public static class StateNames
{
    /// <summary>The name of a split's state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>For example <c>staged</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public static string Name(this SplitState state) => state switch
    {
        SplitState.Staged => "staged",
        SplitState.Published => "published",
        SplitState.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a split state"),
    };

    /// <summary>The name of an operation's state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>For example <c>planned</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public static string Name(this OperationState state) => state switch
    {
        OperationState.Planned => "planned",
        OperationState.Published => "published",
        OperationState.Abandoned => "abandoned",
        OperationState.Superseded => "superseded",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not an operation state"),
    };
}
