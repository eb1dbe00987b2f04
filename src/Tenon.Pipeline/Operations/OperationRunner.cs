using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Inputs;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Operations;

/// <summary>An operation whose inputs are claimed, ready to run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="Token">The token it publishes under.</param>
/// <param name="Level">The level of its outputs.</param>
/// <param name="Inputs">Its inputs in merge order.</param>
internal sealed record ReadyOperation(OperationId Id, SplitScope Scope, string Token, int Level, ImmutableArray<(SplitId Id, InputFile File)> Inputs);

/// <summary>Runs one operation from claimed inputs to published outputs.</summary>
/// <remarks>
/// The steps, each durable before the next begins, so that a crash between any two leaves either the inputs or the outputs as the data:
/// 1. merge into temporary files, and sync them;
/// 2. read them again and compare their rows with the inputs';
/// 3. stage: announce the final names, sizes and checksums in the metastore;
/// 4. rename to the final names, and sync the folders;
/// 5. read size and checksum back from there;
/// 6. publish: swap inputs for outputs in one transaction;
/// 7. in place: move the inputs aside, and record it.
/// A repeated attempt writes the same bytes under the same names.
/// </remarks>
internal sealed class OperationRunner
{
    private readonly TargetSession _session;
    private readonly Janitor _janitor;
    private readonly TimeProvider _clock;

    public OperationRunner(TargetSession session, Janitor janitor, TimeProvider clock) => (_session, _janitor, _clock) = (session, janitor, clock);

    public async ValueTask<OperationReport> RunAsync(ReadyOperation operation, IMergeJob job, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
    {
        (MergeSummary summary, ImmutableArray<StagedOutput> outputs) = await WriteAsync(operation, job, progress, cancellationToken);
        await _session.Metastore.StageAsync(_session.Lease, operation.Id, outputs, cancellationToken);
        ImmutableArray<PublishedOutput> read = await OutputSteps.PutAsync(
            _session.Store, outputs, output => _session.Store.RenameAsync(TargetLayout.TemporaryOf(output.Id), ObjectKey.Parse(output.Path), cancellationToken), cancellationToken);
        ImmutableArray<InputVersion> versions = await OutputSteps.ReadVersionsAsync(
            operation.Inputs.Select(input => (input.Id, (IObjectStore)input.File.Store, input.File.Key)), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested(); // The last moment at which stopping leaves nothing changed.
        PublishResult result = await OutputSteps.PublishAsync(
            _session.Metastore, _session.Lease, new PublishRequest(operation.Id, operation.Token, read, versions, summary.Digest));

        var report = new OperationReport
        {
            Id = operation.Id,
            Scope = operation.Scope,
            Outcome = OperationOutcome.Published,
            Inputs = [.. operation.Inputs.Select(input => input.File.Path)],
            InputBytes = operation.Inputs.Sum(input => input.File.Info.SizeBytes),
            RowCount = job.InputRows.Sum(),
            Outputs = [.. outputs.Select(output => new OutputReport(output.Path, output.RowCount, output.SizeBytes, output.Crc32C))],
            Digest = summary.Digest,
            CopiedRows = summary.CopiedRows,
            CopiedPages = summary.CopiedPages,
            SortedInputs = summary.SortedInputs,
            SortKey = job.SortKey,
            Notes = summary.Notes,
        };
        if (result is PublishResult.Refused refused)
        {
            string gone = string.Join(", ", operation.Inputs.Where(input => refused.Inputs.Contains(input.Id)).Select(input => input.File.Path));
            return report with { Outcome = OperationOutcome.Superseded, Outputs = [], Digest = null, Problem = $"changed or removed during the merge: {gone}" };
        }

        // Cancellation no longer stops it: what is published is published, and its inputs should not be seen beside it for longer than needed.
        try
        {
            await RetireAsync(operation, CancellationToken.None);
            return report;
        }
        catch (StorageException e)
        {
            return report with { Problem = $"the outputs are published, but not all inputs could be moved aside; the next run does it: {e.Message}" };
        }
    }

    private async ValueTask<(MergeSummary Summary, ImmutableArray<StagedOutput> Outputs)> WriteAsync(
        ReadyOperation operation, IMergeJob job, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
    {
        (MergeSummary summary, ImmutableArray<ObjectChecksum> sums) = await OutputSteps.WriteAndProveAsync(
            operation.Id,
            job,
            ordinal => _session.Store.Create(TargetLayout.TemporaryOf(operation.Id.Output(ordinal))),
            ordinal => _session.Store.OpenRead(TargetLayout.TemporaryOf(operation.Id.Output(ordinal))),
            progress,
            cancellationToken);
        return (summary, [.. sums.Select((sum, i) => OutputOf(operation, operation.Id.Output(i), sum, summary.OutputRows[i]))]);
    }

    private StagedOutput OutputOf(ReadyOperation operation, SplitId id, ObjectChecksum sum, long rowCount)
    {
        var metadata = new SplitMetadata
        {
            Id = id,
            Index = FolderIndex.Uid,
            Folder = operation.Scope,
            RowCount = rowCount,
            SizeBytes = sum.SizeBytes,
            CreatedAt = _clock.GetUtcNow(),
            Level = operation.Level,
        };
        return new StagedOutput(metadata, TargetLayout.FinalOf(operation.Scope, id).Path, sum.Crc32C);
    }

    private async ValueTask RetireAsync(ReadyOperation operation, CancellationToken cancellationToken)
    {
        var owned = new List<SplitRecord>();
        string[] paths = [.. operation.Inputs.Where(input => input.File.IsOwned).Select(input => input.File.Path)];
        foreach (SplitRecord split in await _session.Metastore.FindByPathsAsync(paths, cancellationToken))
        {
            if (split.RetiredBy == operation.Id && split.State == SplitState.Retired)
            {
                owned.Add(split);
            }
        }

        await _janitor.MoveAsideAsync(owned, cancellationToken);
    }
}
