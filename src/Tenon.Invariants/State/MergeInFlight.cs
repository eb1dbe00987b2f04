using System.Collections.Immutable;

namespace Tenon.Invariants.State;

/// <summary>Who remembers a merge.</summary>
public enum MergeTaskStanding
{
    /// <summary>The process, which wants it done.</summary>
    Active,

    /// <summary>The process, which has given it up and waits for the metastore to end it.</summary>
    Ending,

    /// <summary>What is left of a process that died or lost its lease: it still does what it was told, and nobody hears of it.</summary>
    Left,

    /// <summary>Nobody but the metastore.</summary>
    Forgotten,
}

/// <summary>What the metastore knows of a merge.</summary>
public enum MergeOperationStanding
{
    /// <summary>Nothing yet.</summary>
    Unclaimed,

    /// <summary>Its inputs are claimed.</summary>
    Planned,

    /// <summary>Its outputs have replaced its inputs.</summary>
    Published,

    /// <summary>It ended without that, and begins no more.</summary>
    Ended,
}

/// <summary>A merge in flight of a <see cref="PipelineState"/>. Immutable.</summary>
/// <param name="Id">Its id; two merges of one id can be written down, and break MP-7.</param>
/// <param name="Inputs">The splits that it replaces, ascending.</param>
/// <param name="Level">The level of its inputs, as planned.</param>
/// <param name="Window">The window of its inputs, as planned.</param>
/// <param name="IsUploaded">Whether its outputs are uploaded.</param>
/// <param name="Outputs">The splits that it brings, as far as they have been written, staged or uploaded.</param>
/// <param name="Lease">The lease under which it was planned; 0 in models without leases.</param>
/// <param name="Task">Who remembers it. This and the next are told apart only where process and metastore are.</param>
/// <param name="Operation">What the metastore knows of it.</param>
/// <param name="IsStaged">Whether its outputs are announced.</param>
/// <param name="UploadCount">How many of its outputs are in the store.</param>
public sealed record MergeInFlight(
    int Id,
    ImmutableArray<int> Inputs,
    int Level,
    int Window,
    bool IsUploaded,
    ImmutableArray<int> Outputs,
    int Lease = 0,
    MergeTaskStanding Task = MergeTaskStanding.Active,
    MergeOperationStanding Operation = MergeOperationStanding.Planned,
    bool IsStaged = false,
    int UploadCount = 0) : IMergeView<int, int>
{
    ReadOnlySpan<int> IMergeView<int, int>.Inputs => Inputs.AsSpan();

    ReadOnlySpan<int> IMergeView<int, int>.Outputs => Outputs.AsSpan();

    /// <inheritdoc/>
    public bool Equals(MergeInFlight? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Id == other.Id && Level == other.Level && Window == other.Window && IsUploaded == other.IsUploaded && Lease == other.Lease && Task == other.Task
            && Operation == other.Operation && IsStaged == other.IsStaged && UploadCount == other.UploadCount && Inputs.SequenceEqual(other.Inputs) && Outputs.SequenceEqual(other.Outputs));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Inputs.Length, Lease, Task, Operation);

    /// <inheritdoc/>
    public override string ToString() => $"merge {Id} of {{{string.Join(", ", Inputs)}}} at level {Level} in window {Window}{Progress()}";

    private string Progress() =>
        (Lease == 0 ? "" : $" under lease {Lease}, {Task} and {Operation}") + (Outputs.IsEmpty ? "" : $", {(IsUploaded ? "uploaded" : "staged")} {{{string.Join(", ", Outputs)}}}");
}
