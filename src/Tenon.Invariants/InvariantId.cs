namespace Tenon.Invariants;

/// <summary>The invariants that production code checks. Each has one id; specifications, models and tests use the same one.</summary>
public enum InvariantId
{
    /// <summary>The rows of a merge's outputs are as many as those of its inputs (F-11, F-49).</summary>
    RowsConserved,

    /// <summary>The order-independent content digest of a merge's outputs equals that of its inputs (F-49).</summary>
    ContentConserved,

    /// <summary>The inputs and the outputs of a merge are of one scope (F-69).</summary>
    ScopesNeverMix,

    /// <summary>The rows of an output never fall in its sort order (F-50).</summary>
    OutputSorted,

    /// <summary>What is published was read back with the size and the checksum that were written (F-33, F-54).</summary>
    PublishedIsReadable,

    /// <summary>A split is the input of at most one planned operation (F-5).</summary>
    OneOperationPerInput,

    /// <summary>A split moves from staged to published to retired and never back.</summary>
    StatesOnlyAdvance,
}
