namespace Tenon.Simulation.Interception;

/// <summary>A place where a process asks something of its surroundings: of the metastore, or of the store.</summary>
public enum CallSite
{
    /// <summary>Metastore: list operations.</summary>
    ListOperations,

    /// <summary>Metastore: list splits.</summary>
    ListSplits,

    /// <summary>Metastore: take lease.</summary>
    TakeLease,

    /// <summary>Metastore: renew lease.</summary>
    RenewLease,

    /// <summary>Metastore: find lease.</summary>
    FindLease,

    /// <summary>Metastore: create index.</summary>
    CreateIndex,

    /// <summary>Metastore: find index.</summary>
    FindIndex,

    /// <summary>Metastore: list indexes.</summary>
    ListIndexes,

    /// <summary>Metastore: read totals.</summary>
    ReadTotals,

    /// <summary>Metastore: delete index.</summary>
    DeleteIndex,

    /// <summary>Metastore: plan.</summary>
    Plan,

    /// <summary>Metastore: mark executing.</summary>
    MarkExecuting,

    /// <summary>Metastore: stage.</summary>
    Stage,

    /// <summary>Metastore: heartbeat.</summary>
    Heartbeat,

    /// <summary>Metastore: publish.</summary>
    Publish,

    /// <summary>Metastore: find publish.</summary>
    FindPublish,

    /// <summary>Metastore: end.</summary>
    End,

    /// <summary>Metastore: fail.</summary>
    Fail,

    /// <summary>Metastore: list candidates.</summary>
    ListCandidates,

    /// <summary>Metastore: find by ids.</summary>
    FindByIds,

    /// <summary>Metastore: find by paths.</summary>
    FindByPaths,

    /// <summary>Metastore: quarantine.</summary>
    Quarantine,

    /// <summary>Metastore: release.</summary>
    Release,

    /// <summary>Metastore: drop.</summary>
    Drop,

    /// <summary>Metastore: list dropped.</summary>
    ListDropped,

    /// <summary>Metastore: expire.</summary>
    Expire,

    /// <summary>Metastore: end abandoned.</summary>
    EndAbandoned,

    /// <summary>Metastore: claim garbage.</summary>
    ClaimGarbage,

    /// <summary>Metastore: moved.</summary>
    Moved,

    /// <summary>Metastore: forget.</summary>
    Forget,

    /// <summary>Metastore: forget operations.</summary>
    ForgetOperations,

    /// <summary>Store: create.</summary>
    Create,

    /// <summary>Store: write.</summary>
    Write,

    /// <summary>Store: complete.</summary>
    Complete,

    /// <summary>Store: open.</summary>
    Open,

    /// <summary>Store: read from an object that is open.</summary>
    Read,

    /// <summary>Store: rename.</summary>
    Rename,

    /// <summary>Store: import.</summary>
    Import,

    /// <summary>Store: sync.</summary>
    Sync,

    /// <summary>Store: find.</summary>
    Find,

    /// <summary>Store: read back.</summary>
    ReadBack,

    /// <summary>Store: delete.</summary>
    Delete,

    /// <summary>Store: delete folder.</summary>
    DeleteFolder,

    /// <summary>Store: list.</summary>
    List,

    /// <summary>Store: free bytes.</summary>
    FreeBytes,
}
