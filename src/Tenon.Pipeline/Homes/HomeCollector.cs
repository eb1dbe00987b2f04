using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Collection;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Operations;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>Removes what is safely garbage from a data home. Any number of them may run at once (F-15), each at a <see cref="WorkPlace"/> of its own.</summary>
/// <remarks>
/// For each index: splits past their retention are retired; operations that nobody goes on with are ended; retired splits past the grace are
/// claimed, their bytes deleted, the folder synced, their records forgotten, in that order (F-24). Then files that no record knows, and scratch.
/// A failure of one index, or of one file, is reported and keeps no other from being collected (F-25).
/// </remarks>
public sealed class HomeCollector
{
    /// <summary>After so long another collector may claim what this one claimed: much longer than a page takes.</summary>
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(10);

    private readonly DataHome _home;
    private readonly IObjectStore _store;
    private readonly CollectionSettings _settings;
    private readonly TimeSpan _leaseLifetime;
    private readonly TimeProvider _clock;

    /// <summary>A collector.</summary>
    /// <param name="home">The data home.</param>
    /// <param name="store">Its files, perhaps watched or limited on the way.</param>
    /// <param name="settings">Grace periods.</param>
    /// <param name="clock">The metastore's clock.</param>
    public HomeCollector(DataHome home, IObjectStore store, CollectionSettings settings, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        (_home, _store, _settings, _leaseLifetime, _clock) = (home, store, settings, home.Settings.Pipeline.LeaseLifetime, clock);
    }

    /// <summary>Told what retention took out of the data, after it is durable; null for nobody.</summary>
    public Action<IndexUid, Removal>? Expired { get; init; }

    /// <summary>Told how far a collection is, at each index and each file; null for nobody.</summary>
    public IProgress<CollectionStep>? Progress { get; init; }

    /// <summary>Tells what a collection would do, and changes nothing.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What would be deleted.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    /// <exception cref="StorageException">The store cannot be listed.</exception>
    public async ValueTask<HomeCollection> PreviewAsync(CancellationToken cancellationToken)
    {
        var sum = new Sum();
        DateTimeOffset now = _clock.GetUtcNow();
        var ending = new HashSet<OperationId>();
        await foreach (OperationRecord operation in _home.Metastore.ListOperationsAsync(new OperationQuery { State = OperationState.Planned }, cancellationToken))
        {
            LeaseRecord? lease = await _home.Metastore.FindLeaseAsync(operation.Lease.Name, cancellationToken);
            bool isDead = lease is null || lease.Lease.Epoch != operation.Lease.Epoch || now - lease.Renewed >= _leaseLifetime;
            if (isDead && now - operation.Active >= _settings.StagedGrace)
            {
                ending.Add(operation.Id);
                sum.Ended.Add(operation.Id.ToString());
            }
        }

        foreach (IndexRecord index in await _home.Metastore.ListIndexesAsync(cancellationToken))
        {
            await PreviewIndexAsync(index, ending, now, sum, cancellationToken);
        }

        foreach (HomeGarbage orphan in await OrphansAsync(cancellationToken))
        {
            sum.Deleted.Add(orphan);
        }

        foreach (OperationId operation in await DeadScratchAsync(ending, cancellationToken))
        {
            sum.Deleted.Add(new HomeGarbage(HomeGarbageKind.Scratch, _home.Scratch.FolderOf(operation), 0));
        }

        return sum.Build();
    }

    /// <summary>Collects.</summary>
    /// <param name="lease">The lease of a place of this collector alone.</param>
    /// <param name="cancellationToken">Stops at the next safe place.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="MetastoreException">The indexes cannot be listed, or the lease is stale.</exception>
    public async ValueTask<HomeCollection> RunAsync(Lease lease, CancellationToken cancellationToken)
    {
        var sum = new Sum();
        foreach (IndexRecord index in await _home.Metastore.ListIndexesAsync(cancellationToken))
        {
            Begin(sum, index.Uid.Id);
            await GuardAsync(sum, index.Uid.ToString(), () => CollectIndexAsync(lease, index, sum, cancellationToken));
        }

        Begin(sum, "files that no record knows");
        await GuardAsync(sum, "files that no record knows", async () =>
        {
            foreach (HomeGarbage orphan in await OrphansAsync(cancellationToken))
            {
                await TryDeleteAsync(orphan, sum, cancellationToken);
            }
        });
        await GuardAsync(sum, "scratch", async () =>
        {
            foreach (OperationId operation in await DeadScratchAsync([], cancellationToken))
            {
                _home.Scratch.Remove(operation);
                sum.Deleted.Add(new HomeGarbage(HomeGarbageKind.Scratch, _home.Scratch.FolderOf(operation), 0));
            }
        });
        return sum.Build();
    }

    private async ValueTask PreviewIndexAsync(IndexRecord index, HashSet<OperationId> ending, DateTimeOffset now, Sum sum, CancellationToken cancellationToken)
    {
        IndexConfig? config = index.State == IndexState.Live ? HomeIndex.Of(index).Config : null;
        long? expiredBefore = config?.RetentionPeriod is TimeSpan period ? (now - period).ToUnixTimeSeconds() : null;
        await foreach (SplitRecord split in _home.Metastore.ListSplitsAsync(new SplitQuery { Index = index.Uid, IsOwned = true }, cancellationToken))
        {
            if (split.State == SplitState.Retired)
            {
                sum.Retired(split, now - split.Updated >= _settings.RetiredGrace);
            }
            else if (split.State == SplitState.Staged && split.CreatedBy is OperationId creator && ending.Contains(creator))
            {
                sum.Waiting(split); // It is retired first, and then has a grace.
            }
            else if (split.State == SplitState.Published && expiredBefore is long before && !split.Metadata.TimeRange.IsEmpty && split.Metadata.TimeRange.EndSeconds <= before)
            {
                sum.Expired(1, split.RowCount);
            }
        }
    }

    private async ValueTask CollectIndexAsync(Lease lease, IndexRecord index, Sum sum, CancellationToken cancellationToken)
    {
        if (index.State == IndexState.Live)
        {
            await ExpireAsync(lease, index, sum, cancellationToken);
            ImmutableArray<OperationId> ended;
            do
            {
                ended = await _home.Metastore.EndAbandonedAsync(lease, index.Uid, _leaseLifetime, _settings.StagedGrace, SplitRemoval.BatchSize, cancellationToken);
                sum.Ended.AddRange(ended.Select(operation => operation.ToString()));
            }
            while (ended.Length == SplitRemoval.BatchSize);
        }

        await DeleteGarbageAsync(lease, index, sum, cancellationToken);
        await foreach (SplitRecord split in _home.Metastore.ListSplitsAsync(
            new SplitQuery { Index = index.Uid, IsOwned = true, States = [SplitState.Retired] }, cancellationToken))
        {
            sum.Waiting(split);
        }

        for (int forgotten = SplitRemoval.BatchSize; forgotten == SplitRemoval.BatchSize && index.State == IndexState.Live;)
        {
            forgotten = await _home.Metastore.ForgetOperationsAsync(lease, index.Uid, _settings.History, SplitRemoval.BatchSize, cancellationToken);
            sum.Forgotten += forgotten;
        }
    }

    private async ValueTask ExpireAsync(Lease lease, IndexRecord index, Sum sum, CancellationToken cancellationToken)
    {
        if (HomeIndex.Of(index).Config.RetentionPeriod is not TimeSpan period)
        {
            return;
        }

        Removal removal;
        do
        {
            removal = await _home.Metastore.ExpireAsync(lease, index.Uid, period, SplitRemoval.BatchSize, cancellationToken);
            sum.Expired(removal.Splits.Length, removal.RowCount);
            Expired?.Invoke(index.Uid, removal);
        }
        while (removal.Splits.Length == SplitRemoval.BatchSize);
    }

    /// <summary>Bytes, then records, in pages; a file that cannot be deleted keeps its record, and its claim until that ends.</summary>
    private async ValueTask DeleteGarbageAsync(Lease lease, IndexRecord index, Sum sum, CancellationToken cancellationToken)
    {
        int stuck = 0;
        while (true)
        {
            // What is claimed is given again, so what could not be deleted takes places in the page.
            ImmutableArray<SplitRecord> page = await _home.Metastore.ClaimGarbageAsync(
                lease, index.Uid, _settings.RetiredGrace, ClaimLifetime, SplitRemoval.BatchSize + stuck, cancellationToken);
            var gone = new List<SplitRecord>();
            foreach (SplitRecord split in page.Where(split => !sum.IsStuck(split.Id)))
            {
                if (await TryDeleteAsync(Sum.GarbageOf(split), sum, cancellationToken))
                {
                    gone.Add(split);
                }
                else
                {
                    sum.Stuck(split.Id);
                    stuck++;
                }
            }

            if (gone.Count == 0)
            {
                return;
            }

            await SplitRemoval.ForgetAsync(_store, _home.Metastore, lease, gone, _ => index.State == IndexState.Deleting, cancellationToken);
        }
    }

    /// <summary>Files of names that Tenon gives, old enough, that no record knows. Files are listed before records, so that what is staged meanwhile is known;
    /// other names are others' (F-21).</summary>
    private async ValueTask<IReadOnlyList<HomeGarbage>> OrphansAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        var options = new ListOptions(Recursive: true, TakeFile: name => Targets.TargetLayout.IsSplitName(name, out _));
        var found = new List<HomeGarbage>();
        foreach (ObjectInfo[] page in (await _store.ListAsync(HomeLayout.Splits, options, cancellationToken)).Where(file => now - file.Modified >= _settings.OrphanGrace).Chunk(SplitRemoval.BatchSize))
        {
            // An id may have several files: someone copied a folder. Only the one in the place that the record names is a split.
            IEnumerable<SplitId> ids = page.Select(file => Targets.TargetLayout.IsSplitName(ObjectKey.Parse(file.Path).Name, out SplitId id) ? id : default);
            IReadOnlyList<SplitRecord> known = await _home.Metastore.FindByIdsAsync([.. ids.Distinct()], cancellationToken);
            HashSet<string> places = [.. known.SelectMany(split => new[] { split.Path, split.Location })];
            found.AddRange(page.Where(file => !places.Contains(file.Path)).Select(file => new HomeGarbage(HomeGarbageKind.Orphan, file.Path, file.SizeBytes)));
        }

        found.AddRange((await _store.ListAsync(HomeLayout.Temporary, options, cancellationToken))
            .Where(file => now - file.Modified >= _settings.OrphanGrace)
            .Select(file => new HomeGarbage(HomeGarbageKind.Temporary, file.Path, file.SizeBytes)));
        return found;
    }

    /// <summary>Scratch of operations that are not planned. Folders are listed before operations, and an operation is planned before it has scratch.</summary>
    private async ValueTask<IReadOnlyList<OperationId>> DeadScratchAsync(HashSet<OperationId> ending, CancellationToken cancellationToken)
    {
        IReadOnlyList<OperationId> folders = _home.Scratch.List();
        if (folders.Count == 0)
        {
            return [];
        }

        HashSet<OperationId> planned = [];
        await foreach (OperationRecord operation in _home.Metastore.ListOperationsAsync(new OperationQuery { State = OperationState.Planned }, cancellationToken))
        {
            planned.Add(operation.Id);
        }

        return [.. folders.Where(folder => !planned.Contains(folder) || ending.Contains(folder))];
    }

    private async ValueTask<bool> TryDeleteAsync(HomeGarbage garbage, Sum sum, CancellationToken cancellationToken)
    {
        try
        {
            await _store.DeleteAsync(ObjectKey.Parse(garbage.Path), cancellationToken);
            sum.Deleted.Add(garbage);
            sum.DeletedBytes += garbage.SizeBytes;
            Progress?.Report(sum.Step);
            return true;
        }
        catch (StorageException e)
        {
            sum.Problems.Add(new CollectionProblem(garbage.Path, e.Message));
            return false;
        }
    }

    private void Begin(Sum sum, string subject)
    {
        sum.Subject = subject;
        Progress?.Report(sum.Step);
    }

    /// <summary>Keeps the failure of one part from the others; a stale lease ends all of it.</summary>
    private static async ValueTask GuardAsync(Sum sum, string subject, Func<ValueTask> collect)
    {
        try
        {
            await collect();
        }
        catch (Exception e) when (e is StorageException || (e is MetastoreException failed && failed.Error != MetastoreError.StaleLease))
        {
            sum.Problems.Add(new CollectionProblem(subject, e.Message));
        }
    }

    private sealed class Sum
    {
        private readonly HashSet<SplitId> _stuck = [];
        private int _expired;
        private long _expiredRows;
        private int _waiting;
        private long _waitingBytes;

        public List<HomeGarbage> Deleted { get; } = [];

        public List<string> Ended { get; } = [];

        public List<CollectionProblem> Problems { get; } = [];

        public int Forgotten { get; set; }

        public string Subject { get; set; } = "";

        public long DeletedBytes { get; set; }

        public CollectionStep Step => new(Subject, Deleted.Count, DeletedBytes);

        public static HomeGarbage GarbageOf(SplitRecord split) => new(
            split.Cause switch
            {
                RetirementCause.Unpublished => HomeGarbageKind.Unpublished,
                RetirementCause.Expired => HomeGarbageKind.Expired,
                RetirementCause.Dropped => HomeGarbageKind.Dropped,
                RetirementCause.IndexDeleted => HomeGarbageKind.IndexDeleted,
                _ => HomeGarbageKind.Merged,
            },
            split.Location,
            split.SizeBytes);

        public bool IsStuck(SplitId id) => _stuck.Contains(id);

        public void Stuck(SplitId id) => _stuck.Add(id);

        public void Retired(SplitRecord split, bool isDue)
        {
            if (isDue)
            {
                Deleted.Add(GarbageOf(split));
            }
            else
            {
                Waiting(split);
            }
        }

        public void Waiting(SplitRecord split) => (_waiting, _waitingBytes) = (_waiting + 1, _waitingBytes + split.SizeBytes);

        public void Expired(int splits, long rows) => (_expired, _expiredRows) = (_expired + splits, _expiredRows + rows);

        public HomeCollection Build() => new()
        {
            Deleted = [.. Deleted],
            ExpiredSplits = _expired,
            ExpiredRows = _expiredRows,
            EndedOperations = [.. Ended],
            ForgottenOperations = Forgotten,
            WaitingCount = _waiting,
            WaitingBytes = _waitingBytes,
            Problems = [.. Problems],
        };
    }
}
