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
    /// <summary>Attempts to learn what became of a publish whose answer was lost. Each reads the truth first, so more would not help.</summary>
    private const int PublishAttempts = 3;

    private readonly TargetSession _session;
    private readonly Janitor _janitor;
    private readonly TimeProvider _clock;

    public OperationRunner(TargetSession session, Janitor janitor, TimeProvider clock) => (_session, _janitor, _clock) = (session, janitor, clock);

    public async ValueTask<OperationReport> RunAsync(ReadyOperation operation, IMergeJob job, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
    {
        (MergeSummary summary, ImmutableArray<StagedOutput> outputs) = await WriteAsync(operation, job, progress, cancellationToken);
        await job.VerifyAsync(ordinal => _session.Store.OpenRead(TargetLayout.TemporaryOf(operation.Id.Output(ordinal))), progress, cancellationToken);

        await _session.Metastore.StageAsync(_session.Lease, operation.Id, outputs, cancellationToken);
        await UploadAsync(outputs, cancellationToken);
        PublishRequest request = new(
            operation.Id, operation.Token, await OutputSteps.ReadBackAsync(_session.Store, outputs, cancellationToken), await ReadVersionsAsync(operation, cancellationToken), summary.Digest);
        PublishResult result = await PublishAsync(request, cancellationToken);

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
        (MergeSummary summary, ImmutableArray<ObjectChecksum> sums) = await OutputSteps.WriteAsync(
            operation.Id, job, ordinal => _session.Store.Create(TargetLayout.TemporaryOf(operation.Id.Output(ordinal))), progress, cancellationToken);
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

    private async ValueTask UploadAsync(ImmutableArray<StagedOutput> outputs, CancellationToken cancellationToken)
    {
        foreach (StagedOutput output in outputs)
        {
            await _session.Store.RenameAsync(TargetLayout.TemporaryOf(output.Id), ObjectKey.Parse(output.Path), cancellationToken);
        }

        foreach (ObjectKey folder in outputs.Select(output => ObjectKey.Parse(output.Path).Folder).Distinct())
        {
            await _session.Store.SyncFolderAsync(folder, cancellationToken);
        }
    }

    private static async ValueTask<ImmutableArray<InputVersion>> ReadVersionsAsync(ReadyOperation operation, CancellationToken cancellationToken)
    {
        var versions = ImmutableArray.CreateBuilder<InputVersion>(operation.Inputs.Length);
        foreach ((SplitId id, InputFile file) in operation.Inputs)
        {
            versions.Add(new InputVersion(id, (await file.Store.FindAsync(file.Key, cancellationToken))?.Version));
        }

        return versions.MoveToImmutable();
    }

    /// <summary>Publishes; an unknown outcome is resolved by asking for the token, never by guessing (F-1).</summary>
    private async ValueTask<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // The last moment at which stopping leaves nothing changed.
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await _session.Metastore.PublishAsync(_session.Lease, request, CancellationToken.None);
            }
            catch (MetastoreException e) when (e.Error == MetastoreError.OutcomeUnknown && attempt < PublishAttempts)
            {
                if (await _session.Metastore.FindPublishAsync(request.Token, CancellationToken.None) is PublishResult found)
                {
                    return found;
                }
            }
        }
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
