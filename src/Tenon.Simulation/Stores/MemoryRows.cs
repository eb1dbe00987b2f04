using Tenon.Metastore;
using Tenon.Splits;

namespace Tenon.Simulation.Stores;

/// <summary>An index, with what is only its own. Splits and operations are in order of ids.</summary>
internal sealed class MemoryIndex(IndexRecord record)
{
    /// <summary>Equal scopes as one object, as candidates are promised. Only looked up, never walked: its order is that of hashes.</summary>
    private readonly Dictionary<CompactionScope, CompactionScope> _scopes = [];

    public IndexRecord Record { get; set; } = record;

    public bool IsLive => Record.State == IndexState.Live;

    public SortedList<SplitId, MemorySplit> Splits { get; } = [];

    public SortedList<OperationId, MemoryOperation> Operations { get; } = new(OperationOrder.Instance);

    public SortedList<SplitId, DroppedSplit> Dropped { get; } = [];

    public long IngestedRows { get; set; }

    public long DroppedRows { get; set; }

    public long ExpiredRows { get; set; }

    public CompactionScope? Shared(CompactionScope? scope)
    {
        if (scope is null)
        {
            return null;
        }

        if (!_scopes.TryGetValue(scope, out CompactionScope? shared))
        {
            _scopes.Add(scope, shared = scope);
        }

        return shared;
    }
}

/// <summary>A split: what is told of it, and who collects its bytes.</summary>
internal sealed class MemorySplit(MemoryIndex index, SplitRecord record, CompactionScope? scope, long number)
{
    public MemoryIndex Index => index;

    /// <summary>Replaced by a changed copy, never changed: what was listed stays as it was.</summary>
    public SplitRecord Record { get; set; } = record;

    /// <summary>Computed once: metadata makes a new one each time it is asked.</summary>
    public CompactionScope? Scope => scope;

    /// <summary>Rises with each split that is registered.</summary>
    public long Number => number;

    public Lease? Collector { get; set; }

    public long Collecting { get; set; }

    public bool IsPublished => Record.State == SplitState.Published;

    public bool IsQuarantined => Record.Trouble?.QuarantinedSince is not null;

    /// <summary>The split out of quarantine, with the tries that were counted: how it is retired by anything but a merge.</summary>
    public SplitRecord Released => Record with { Trouble = Record.Trouble is SplitTrouble trouble ? trouble with { QuarantinedSince = null } : null };
}

/// <summary>An operation.</summary>
internal sealed class MemoryOperation(MemoryIndex index, OperationPlan plan, Lease lease, DateTimeOffset now)
{
    public MemoryIndex Index => index;

    public OperationPlan Plan => plan;

    public OperationId Id => plan.Id;

    public OperationState State { get; set; }

    public Lease Lease { get; set; } = lease;

    /// <summary>What it staged last, in order; some may be forgotten.</summary>
    public List<SplitId> Outputs { get; } = [];

    /// <summary>How many outputs it published.</summary>
    public int OutputCount { get; set; }

    public string? Digest { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? Executing { get; set; }

    public DateTimeOffset Updated { get; set; } = now;

    public DateTimeOffset Active { get; set; } = now;
}

/// <summary>The order of operations' ids: that of their texts.</summary>
internal sealed class OperationOrder : IComparer<OperationId>
{
    public static readonly OperationOrder Instance = new();

    /// <summary><c>ingest_</c> is before <c>merge_</c>.</summary>
    public int Compare(OperationId x, OperationId y) => x.Kind == y.Kind ? x.FirstOutput.CompareTo(y.FirstOutput) : y.Kind.CompareTo(x.Kind);
}
