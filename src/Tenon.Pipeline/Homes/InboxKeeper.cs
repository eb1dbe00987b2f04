using System.Text;
using Tenon.Ingest;
using Tenon.Metastore;
using Tenon.Pipeline.Budgets;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Running;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>Ingests what appears in the inboxes of a data home, one file at a time, each within a share of the memory.</summary>
/// <remarks>A folder of the inbox that has files and no index gets one with the defaults of its name. A failure of the surroundings leaves a file where it is, and
/// keeps no file of another index from being ingested.</remarks>
internal sealed class InboxKeeper
{
    private readonly DataHome _home;
    private readonly PipelineServices _services;
    private readonly HomeDaemon _daemon;
    private readonly PipelineSupervisor _supervisor;
    private readonly Dictionary<string, (BackOff Delays, DateTimeOffset Until)> _failed = new(StringComparer.Ordinal);
    private WorkPlace? _place;

    public InboxKeeper(DataHome home, PipelineServices services, HomeDaemon daemon, PipelineSupervisor supervisor) =>
        (_home, _services, _daemon, _supervisor) = (home, services, daemon, supervisor);

    private DateTimeOffset Now => _services.Clock.GetUtcNow();

    /// <summary>Looks from time to time until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await LookAsync(stop);
                await Task.Delay(_home.Settings.Ingest.InboxInterval, _services.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As was asked: what was being ingested is left where it is.
        }
        finally
        {
            _place?.Dispose();
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            await CreateMissingAsync(stop);
            foreach (IndexRecord record in await _home.Metastore.ListIndexesAsync(stop))
            {
                if (record.State == IndexState.Live)
                {
                    await LookAsync(record, stop);
                }
            }
        }
        catch (Exception e) when (e is MetastoreException or IOException or UnauthorizedAccessException)
        {
            _services.Log($"the inboxes cannot be looked at: {e.Message}");
        }
    }

    private async Task LookAsync(IndexRecord record, CancellationToken stop)
    {
        string folder = _home.InboxOf(record.Uid.Id);
        if (_failed.TryGetValue(folder, out (BackOff Delays, DateTimeOffset Until) failed) && failed.Until > Now)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            var inbox = new Inbox(folder);
            HomeIndex? index = null; // Its definition is read when there is a file for it: mostly there is none.
            foreach (string path in inbox.List())
            {
                await TakeAsync(inbox, index ??= HomeIndex.Of(record), path, stop);
            }

            _failed.Remove(folder);
        }
        catch (Exception e) when (e is MetastoreException or IOException or UnauthorizedAccessException or TargetLockedException)
        {
            if (e is MetastoreException { Error: MetastoreError.StaleLease })
            {
                _place?.Dispose();
                _place = null;
            }

            BackOff delays = failed.Delays ?? new BackOff(_home.Settings.Pipeline.RestartDelay, _home.Settings.Pipeline.MaxRestartDelay, _daemon.Jitter);
            _failed[folder] = (delays, Now + delays.Next());
            _services.Log($"the inbox of {record.Uid.Id} waits: {e.Message}");
        }
    }

    private async Task TakeAsync(Inbox inbox, HomeIndex index, string path, CancellationToken stop)
    {
        _place ??= await WorkPlace.TakeAsync(_home, "ingest", stop);
        using ByteReservation memory = await _services.Memory.ReserveAsync(_home.Settings.Pipeline.MergeShareBytes, stop);
        var service = new IngestService(_home, _services.Store, _place.Lease, _daemon.Ids, _services.Clock) { MemoryBytes = _home.Settings.Pipeline.MergeMemoryBytes };
        (IngestReport? report, string? refusal) = await inbox.TakeAsync(service, index, path, stop);
        if (refusal is not null)
        {
            _daemon.RefusedFiles++;
            _services.Log($"{path} was refused and is moved to .refused: {refusal}");
        }
        else if (report is { Outcome: IngestOutcome.Published, Operation: OperationId operation })
        {
            long rows = report.RowsRead - report.RowsLate;
            (_daemon.IngestedFiles, _daemon.IngestedRows) = (_daemon.IngestedFiles + 1, _daemon.IngestedRows + rows);
            if (_services.Events.IsOn)
            {
                _services.Events.Emit(new PipelineEvent.SplitsIngested(
                    operation, [.. report.Splits.Select(split => EventSplit.Of(split, index.Config.RetentionPeriod))], rows, report.Digest) { Index = index.Uid });
            }

            _supervisor.Arrive(index.Uid, report.Splits);
        }
    }

    private async Task CreateMissingAsync(CancellationToken stop)
    {
        string inboxes = Path.GetDirectoryName(_home.InboxOf("x"))!; // An inbox lies in the folder of inboxes.
        Directory.CreateDirectory(inboxes);
        foreach (string folder in Directory.EnumerateDirectories(inboxes).Order(StringComparer.Ordinal))
        {
            string id = Path.GetFileName(folder);
            if (IndexUid.ProblemOf(id) is null && new Inbox(folder).List().Count > 0 && await _home.Metastore.FindIndexAsync(id, stop) is null)
            {
                IndexConfig config = IndexConfig.Default(id);
                await _home.Metastore.CreateIndexAsync(IndexUid.Create(id, _daemon.Ids.Next()), config.Kind, Encoding.UTF8.GetString(IndexConfigJson.Write(config)), stop);
                _services.Log($"index {id} is created, of kind {config.Kind}, for the files in {folder}");
            }
        }
    }
}
