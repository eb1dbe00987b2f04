using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Metastore;
using Tenon.Pipeline.Budgets;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Merging;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Running;

/// <summary>Compares, from time to time, what is believed with what is: the core's memory with itself and with the metastore, the metastore's books with their
/// sums, and some files with their records. Finds and reports; what is found is recorded as a violation, and changes nothing but where bytes are missing.</summary>
internal sealed class Auditor
{
    private readonly RunSettings _settings;
    private readonly PipelineServices _services;
    private readonly MergePipeline _pipeline;
    private readonly Dictionary<IndexUid, SplitId?> _cursors = [];

    public Auditor(RunSettings settings, PipelineServices services, MergePipeline pipeline) =>
        (_settings, _services, _pipeline) = (settings, services, pipeline);

    /// <summary>Audits until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_settings.AuditInterval, _services.Clock, stop);
                await AuditAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // As was asked, or the pipeline has ended.
        }
    }

    /// <summary>Audits once.</summary>
    public async Task AuditAsync(CancellationToken cancellationToken)
    {
        await _pipeline.AuditAsync();
        PipelineSnapshot snapshot = await _pipeline.SnapshotAsync();
        foreach (IndexAttachment index in snapshot.Indexes)
        {
            try
            {
                await AuditBooksAsync(index, snapshot.RewrittenRows.GetValueOrDefault(index.Uid), cancellationToken);
                await AuditFilesAsync(index, cancellationToken);
            }
            catch (Exception e) when (e is MetastoreException or StorageException or InputRefusedException)
            {
                _services.Log($"the audit of index {index.Uid} was cut short: {e.Message}");
            }
        }

        try
        {
            await AuditMergesAsync(snapshot, cancellationToken);
            await AuditOrphansAsync(snapshot, cancellationToken);
        }
        catch (MetastoreException e)
        {
            _services.Log($"the audit of merges was cut short: {e.Message}");
        }
    }

    /// <summary>MP-4 and TN-5.</summary>
    private async Task AuditBooksAsync(IndexAttachment index, long rewritten, CancellationToken cancellationToken)
    {
        IndexTotals totals = await _services.Metastore.ReadTotalsAsync(index.Uid, cancellationToken);
        Invariant.Observe(
            totals.IsBalanced,
            InvariantId.PublishedRowsConserved,
            $"index {index.Uid}: {totals.PublishedRows} rows are published, but {totals.IngestedRows} were ingested, {totals.DroppedRows} dropped and {totals.ExpiredRows} expired");
        Invariant.Observe(
            rewritten <= (Int128)totals.IngestedRows * index.Policy.Settings.MaxMergeOps,
            InvariantId.RewritesBounded,
            $"index {index.Uid}: {rewritten} rows were rewritten, {totals.IngestedRows} ingested, at most {index.Policy.Settings.MaxMergeOps} times each");
    }

    /// <summary>MP-6, against the metastore: of merges that are planned there before and after the look, inputs are published and claimed. What retention or an operator withdrew is
    /// found when the merge is about to be published.</summary>
    private async Task AuditMergesAsync(PipelineSnapshot before, CancellationToken cancellationToken)
    {
        MergeWork[] merging = [.. before.Work.Where(work => !work.Inputs.IsEmpty && IsUnderWay(before.Memory, work))];
        IReadOnlyList<SplitRecord> found = await _services.Metastore.FindByIdsAsync([.. merging.SelectMany(work => work.Inputs).Select(input => input.Id)], cancellationToken);
        Dictionary<SplitId, SplitRecord> records = found.ToDictionary(split => split.Id);
        var planned = new HashSet<OperationId>(); // Not by what this process believes: another may have taken the lease, and ended them.
        await foreach (OperationRecord operation in _services.Metastore.ListOperationsAsync(new OperationQuery { State = OperationState.Planned }, cancellationToken))
        {
            planned.Add(operation.Id);
        }

        foreach (MergeWork work in merging.Where(work => planned.Contains(work.Operation)))
        {
            bool holds = work.Inputs.All(input => IsHeld(records.GetValueOrDefault(input.Id), work.Operation, work.Index.Config.RetentionPeriod));
            Invariant.Observe(holds, InvariantId.InputsPublished, $"merge {work.Operation} of {work.Index.Uid} is being written, but not all its inputs are published and claimed by it");
        }
    }

    /// <summary>Whether an input is published and claimed by its merge, or gone in a way that the publish is going to find.</summary>
    /// <param name="input">What the metastore knows of it; null if nothing.</param>
    /// <param name="merge">The merge.</param>
    /// <param name="retention">How long the index keeps rows; null for ever.</param>
    internal static bool IsHeld(SplitRecord? input, OperationId merge, TimeSpan? retention) => input?.State switch
    {
        null => retention is not null, // Withdrawn, collected and forgotten.
        SplitState.Published => input.ClaimedBy == merge,
        SplitState.Retired => input.Cause is RetirementCause.Expired or RetirementCause.Dropped or RetirementCause.IndexDeleted,
        _ => false,
    };

    /// <summary>MP-10 and TN-6: outputs that were given up are not part of the data; they are staged, retired, or forgotten.</summary>
    private async Task AuditOrphansAsync(PipelineSnapshot snapshot, CancellationToken cancellationToken)
    {
        IReadOnlyList<SplitRecord> found = await _services.Metastore.FindByIdsAsync(snapshot.Orphans, cancellationToken);
        SplitRecord? published = found.FirstOrDefault(split => split.State == SplitState.Published);
        Invariant.Observe(published is null, InvariantId.OrphansUnpublished, $"output {published?.Id} was given up, but is published");
        SplitRecord? unaccounted = found.FirstOrDefault(split => split.State == SplitState.Retired && split.Cause is null);
        Invariant.Observe(unaccounted is null, InvariantId.OutputsAccountedFor, $"output {unaccounted?.Id} was given up, and is retired for no reason");
    }

    /// <summary>Counts the rows of a few splits anew, and digests them (MC-2, MP-4); the next audit takes the next ones.</summary>
    private async Task AuditFilesAsync(IndexAttachment index, CancellationToken cancellationToken)
    {
        if (_settings.AuditedSplits == 0)
        {
            return;
        }

        _cursors.TryGetValue(index.Uid, out SplitId? after);
        var query = new SplitQuery { Index = index.Uid, States = [SplitState.Published], IsQuarantined = false, After = after, Limit = _settings.AuditedSplits };
        var splits = new List<SplitRecord>();
        await foreach (SplitRecord split in _services.Metastore.ListSplitsAsync(query, cancellationToken))
        {
            splits.Add(split);
        }

        _cursors[index.Uid] = splits.Count < _settings.AuditedSplits ? null : splits[^1].Id;
        foreach (SplitRecord split in splits)
        {
            using ByteReservation memory = await _services.Memory.ReserveAsync(_settings.MergeShareBytes, cancellationToken);
            await AuditFileAsync(index, split, cancellationToken);
        }
    }

    private async Task AuditFileAsync(IndexAttachment index, SplitRecord split, CancellationToken cancellationToken)
    {
        ObjectKey key = ObjectKey.Parse(split.Location);
        try
        {
            var source = new MergeSource(_services.Store.Describe(key), split.SizeBytes, () => _services.Store.OpenRead(key));
            (long rows, string digest) = await index.Engine.CountAsync(source, Path.Join(_services.Scratch.FolderOf(new OperationId(split.Id)), "audit"), cancellationToken);
            Invariant.Observe(rows == split.RowCount, InvariantId.PublishedRowsConserved, $"{source.Name} has {rows} rows, but was published with {split.RowCount}");
            Invariant.Observe(
                split.Metadata.Digest is null || split.Metadata.Digest == digest, InvariantId.ContentConserved, $"{source.Name} has rows with digest {digest}, but was published with {split.Metadata.Digest}");
        }
        catch (Exception e) when (e is InputRefusedException or StorageException { Error: StorageError.NotFound })
        {
            // Withdrawn and collected meanwhile; or else damaged or missing, and nobody shall wait for it (F-38).
            IReadOnlyList<SplitRecord> now = await _services.Metastore.FindByIdsAsync([split.Id], cancellationToken);
            if (now is [{ State: SplitState.Published }])
            {
                await _services.Metastore.QuarantineAsync([split.Id], e.Message, cancellationToken);
                _pipeline.SetAside(index.Uid, split.Id, e.Message);
                _services.Log($"split {split.Id} of {index.Uid} is quarantined: {e.Message}");
            }
        }
    }

    private static bool IsUnderWay(CoreMemory memory, MergeWork work) =>
        memory.Locked.TryGetValue(work.Candidates[0].Id, out long merge) && memory.Merges[merge].Phase is MergePhase.Merging or MergePhase.Staging or MergePhase.Uploading;
}
