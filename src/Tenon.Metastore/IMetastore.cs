namespace Tenon.Metastore;

/// <summary>The only truth about which splits exist. Thread-safe.</summary>
/// <remarks>
/// Every change is one transaction and leaves nothing changed when it throws, except that <see cref="MetastoreError.OutcomeUnknown"/> may hide
/// a success. Work is done under a <see cref="Lease"/>, whose epoch each such change compares inside its transaction (F-13); what an operator
/// asks for is done without one, and safe beside any work. Ages are told by the metastore's own clock (F-31). No change but that of an index
/// itself touches the index's row, so merges of one index do not wait for each other. A text in it that is no state, kind or id is an error of class
/// <see cref="MetastoreError.Damaged"/>, never taken for a known one.
/// </remarks>
public partial interface IMetastore : IAsyncDisposable;
