using System.Collections.Immutable;
using Tenon.Ingest;
using Tenon.Merging.Content;
using Tenon.Metastore;
using Tenon.Parquet;
using Tenon.Pipeline.Operations;
using Tenon.Splits;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Homes;

/// <summary>Brings files into an index. Thread-safe: several files may be under way at one place.</summary>
/// <remarks>
/// <code>
/// token (index, bytes, label) -> plan -> splits in scratch, verified -> stage -> import -> read back -> publish
/// </code>
/// One file is one operation without inputs, and all its splits appear in one transaction. It waits for no merge and holds nothing that a merge
/// waits for. Killed anywhere, it leaves a planned operation, which whoever takes its place ends; the file is then ingested anew, or, if the publish had
/// gone through, found by its token.
/// </remarks>
public sealed class IngestService
{
    private readonly DataHome _home;
    private readonly IObjectStore _store;
    private readonly Lease _lease;
    private readonly SplitIdGenerator _ids;
    private readonly TimeProvider _clock;

    /// <summary>A service.</summary>
    /// <param name="home">The data home.</param>
    /// <param name="store">Its files, perhaps watched or limited on the way.</param>
    /// <param name="lease">The lease of a <see cref="WorkPlace"/>.</param>
    /// <param name="ids">Names operations and splits.</param>
    /// <param name="clock">The time.</param>
    public IngestService(DataHome home, IObjectStore store, Lease lease, SplitIdGenerator ids, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(clock);
        (_home, _store, _lease, _ids, _clock) = (home, store, lease, ids, clock);
    }

    /// <summary>Memory that the process may use for an ingest, in bytes; null for all of the settings'. Less where merges run beside it.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Ingests a local file, unless it was.</summary>
    /// <param name="index">The index.</param>
    /// <param name="path">The file; it may not change meanwhile.</param>
    /// <param name="label">Tells a deliberate repetition from a retry; empty for the first time.</param>
    /// <param name="cancellationToken">Ends the work; nothing is published then, or everything is.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="IngestException">The file is damaged, has rows that the index does not take, or changed while it was read.</exception>
    /// <exception cref="IOException">The file cannot be read, or the store failed; nothing was published.</exception>
    /// <exception cref="MetastoreException">The metastore failed. With <see cref="MetastoreError.OutcomeUnknown"/> the same call tells what became of it.</exception>
    public async ValueTask<IngestReport> IngestAsync(HomeIndex index, string path, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        long began = _clock.GetTimestamp();
        var source = IngestSource.OfFile(path);
        ObjectInfo before = await RequireFileAsync(path, cancellationToken);
        string token;
        using (IRangeSource bytes = source.Open())
        {
            token = ContentToken.Of(index.Uid, bytes, label, cancellationToken);
        }

        var id = new OperationId(_ids.Next(index.Config.Kind), OperationKind.Ingest);
        var plan = new OperationPlan { Id = id, Index = index.Uid, Scope = null, Token = token };
        ImmutableArray<PlanResult> planned = await _home.Metastore.PlanAsync(_lease, [plan], cancellationToken);
        IngestReport report = planned[0] switch
        {
            PlanResult.AlreadyPublished earlier => await EarlierAsync(path, earlier, cancellationToken),
            PlanResult.Refused => new IngestReport(path, IngestOutcome.UnderWay, null, []),
            _ => await RunAsync(index, source, before, plan, cancellationToken),
        };
        return report with { SizeBytes = before.SizeBytes, Duration = _clock.GetElapsedTime(began) };
    }

    private async ValueTask<IngestReport> EarlierAsync(string path, PlanResult.AlreadyPublished earlier, CancellationToken cancellationToken)
    {
        IReadOnlyList<SplitRecord> splits = await _home.Metastore.FindByIdsAsync(earlier.Outputs, cancellationToken);
        return new IngestReport(path, IngestOutcome.AlreadyPublished, earlier.Operation, [.. splits.Select(split => split.Metadata)]);
    }

    private async ValueTask<IngestReport> RunAsync(HomeIndex index, IngestSource source, ObjectInfo before, OperationPlan plan, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task beating = BeatAsync(plan.Id, stopping.Token);
        try
        {
            return await WriteAndPublishAsync(index, source, before, plan, cancellationToken);
        }
        catch (MetastoreException e) when (e.Error is MetastoreError.OutcomeUnknown or MetastoreError.StaleLease)
        {
            throw; // Published perhaps, or someone else's now: nothing of it is ours to end (F-1, F-13).
        }
        catch (Exception e)
        {
            await EndAsync(plan.Id, e.Message);
            throw;
        }
        finally
        {
            await stopping.CancelAsync();
            await beating;
            _home.Scratch.Remove(plan.Id);
        }
    }

    private async ValueTask<IngestReport> WriteAndPublishAsync(
        HomeIndex index, IngestSource source, ObjectInfo before, OperationPlan plan, CancellationToken cancellationToken)
    {
        IngestSettings settings = _home.IngestSettingsIn(_home.Scratch.FolderOf(plan.Id));
        var writer = new IngestWriter(settings with { MemoryBytes = MemoryBytes ?? settings.MemoryBytes }, _clock);
        IngestResult written = await writer.WriteAsync(index.Uid, index.Config, source, plan.Id.FirstOutput, cancellationToken);
        if (await RequireFileAsync(source.Name, cancellationToken) != before)
        {
            throw new IngestException($"{source.Name} was changed while it was read; files to be ingested are expected to stay as they are");
        }

        ImmutableArray<StagedOutput> outputs = await StageAsync(index, plan.Id, written, cancellationToken);
        Dictionary<SplitId, string> paths = written.Splits.ToDictionary(split => split.Metadata.Id, split => split.Path);
        ImmutableArray<PublishedOutput> read = await OutputSteps.PutAsync(
            _store,
            outputs,
            output => _store.ImportAsync(paths[output.Id], HomeLayout.Instance.TemporaryOf(output.Id), ObjectKey.Parse(output.Path), cancellationToken),
            cancellationToken);
        RowDigest digest = written.Splits.Aggregate(default(RowDigest), (sum, split) => sum + split.Digest);
        var request = new PublishRequest(plan.Id, plan.Token, read, [], digest.ToString());
        if (await OutputSteps.PublishAsync(_home.Metastore, _lease, request) is PublishResult.Refused)
        {
            throw new MetastoreException(
                MetastoreError.FailedPrecondition, $"operation {request.Operation} was ended by others before it was published; ingest the file again");
        }

        return new IngestReport(source.Name, IngestOutcome.Published, plan.Id, [.. outputs.Select(output => output.Metadata)])
        {
            RowsRead = written.RowsRead,
            RowsLate = written.RowsLate,
            Digest = digest.ToString(),
        };
    }

    /// <summary>Announces all splits before the first of them gets its name (F-19).</summary>
    private async ValueTask<ImmutableArray<StagedOutput>> StageAsync(HomeIndex index, OperationId id, IngestResult written, CancellationToken cancellationToken)
    {
        var outputs = ImmutableArray.CreateBuilder<StagedOutput>(written.Splits.Length);
        foreach (IngestedSplit split in written.Splits)
        {
            var folder = new LocalFileStore(Path.GetDirectoryName(split.Path)!); // A file lies in some folder.
            ObjectChecksum sum = await folder.ReadBackAsync(ObjectKey.Parse(Path.GetFileName(split.Path)), cancellationToken);
            outputs.Add(new StagedOutput(
                split.Metadata with { SizeBytes = sum.SizeBytes }, HomeLayout.Instance.FinalOf(index.Uid, split.Metadata.Id).Path, sum.Crc32C));
        }

        await _home.Metastore.StageAsync(_lease, id, outputs.ToImmutable(), cancellationToken);
        return outputs.MoveToImmutable();
    }

    /// <summary>Ends what failed, so that the file can be ingested again at once. If even that fails, whoever takes this place does it.</summary>
    private async ValueTask EndAsync(OperationId id, string reason)
    {
        try
        {
            await _home.Metastore.EndAsync(_lease, id, OperationState.Abandoned, reason, CancellationToken.None);
        }
        catch (MetastoreException)
        {
            // The first failure is the one to report.
        }
    }

    /// <summary>Says that the operation is under way, so that no collector takes a slow one for abandoned (F-23).</summary>
    private async Task BeatAsync(OperationId id, CancellationToken stopped)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_home.Settings.Pipeline.HeartbeatInterval, _clock, stopped);
                await _home.Metastore.HeartbeatAsync(_lease, [id], stopped);
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
        catch (MetastoreException)
        {
            // The next step of the work finds out, and tells.
        }
    }

    private static async ValueTask<ObjectInfo> RequireFileAsync(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        return await new LocalFileStore("/").FindAsync(ObjectKey.Parse(full.TrimStart('/')), cancellationToken)
            ?? throw new StorageException(StorageError.NotFound, $"{path} does not exist, or is no file");
    }
}
