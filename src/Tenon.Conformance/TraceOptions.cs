using Tenon.Models.Pipelines;

namespace Tenon.Conformance;

/// <summary>How records are replayed. Immutable.</summary>
public sealed record TraceOptions
{
    /// <summary>Whether all ingests were recorded. Otherwise a split that nobody told of may have been ingested by others.</summary>
    public bool IsClosed { get; init; }

    /// <summary>How often what may happen does; by default nothing is counted. What the rules of an index say is taken from its events.</summary>
    public MergePipelineBounds Bounds { get; init; } = MergePipelineBounds.Free with
    {
        HasHistory = true,
        MaximumOutputs = int.MaxValue,
        MaximumMerges = int.MaxValue,
        MaximumRows = int.MaxValue,
        Withdrawals = 0, // Until some are told of.
    };

    /// <summary>Whether answers to requests for a lease may have been lost: then there are leases that nobody knows to have.</summary>
    public bool HasLostLeases { get; init; }

    /// <summary>Whether clocks of the processes may be hours apart. Where several processes had an index, their times then say nothing of who told first, and more is taken for
    /// possible.</summary>
    public bool HasWrongClocks { get; init; }
}
