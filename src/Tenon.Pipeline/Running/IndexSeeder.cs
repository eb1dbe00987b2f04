using System.Collections.Immutable;
using System.Text;
using Tenon.Metastore;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Events;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Running;

/// <summary>Makes an index this process's to merge.</summary>
internal static class IndexSeeder
{
    /// <summary>Takes the lease of an index, ends what earlier holders left, and lists its splits, in this order: what is listed is then claimed by nobody.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="services">The world.</param>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The attachment.</returns>
    /// <exception cref="FormatException">Its definition cannot be read, or has problems.</exception>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public static async Task<IndexAttachment> SeedAsync(RunSettings settings, PipelineServices services, IndexRecord index, CancellationToken cancellationToken)
    {
        IndexConfig config = ConfigOf(index);
        var policy = new MergePolicy(config.MergePolicy);
        Lease lease = await services.Metastore.TakeLeaseAsync(IndexAttachment.LeaseNameOf(index.Uid), cancellationToken);
        if (services.Events.IsOn)
        {
            services.Events.Emit(new PipelineEvent.LeaseTaken(lease.Epoch) { Index = index.Uid });
        }

        var left = new List<OperationRecord>();
        var query = new OperationQuery { Index = index.Uid, State = OperationState.Planned, LeaseName = lease.Name };
        await foreach (OperationRecord operation in services.Metastore.ListOperationsAsync(query, cancellationToken))
        {
            left.Add(operation);
        }

        foreach (OperationRecord operation in left)
        {
            await EndAsync(settings, services, lease, operation, cancellationToken);
        }

        return new IndexAttachment(index.Uid, config, policy, services.Engine(config), lease)
        {
            Seed = await ListAsync(settings, services, index.Uid, cancellationToken),
        };
    }

    /// <summary>Lists the published splits of an index that are not mature and that no operation has claimed, and those in quarantine.</summary>
    /// <param name="settings">The parameters.</param>
    /// <param name="services">The world.</param>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The splits.</returns>
    /// <exception cref="MetastoreException">The metastore failed.</exception>
    public static async Task<ImmutableArray<ListedSplit>> ListAsync(
        RunSettings settings, PipelineServices services, IndexUid index, CancellationToken cancellationToken)
    {
        DateTimeOffset now = services.Clock.GetUtcNow();
        var listed = ImmutableArray.CreateBuilder<ListedSplit>();
        ImmutableArray<ScopedCandidate> page;
        SplitId? after = null;
        do
        {
            page = await services.Metastore.ListCandidatesAsync(new CandidateQuery(index, now, after, settings.ListingPageSize), cancellationToken);
            foreach (ScopedCandidate candidate in page)
            {
                listed.Add(new ListedSplit(candidate.Scope, candidate.Split));
            }

            after = page.IsEmpty ? null : page[^1].Split.Id;
        }
        while (page.Length == settings.ListingPageSize);

        var quarantined = new SplitQuery { Index = index, States = [SplitState.Published], IsQuarantined = true, ImmatureAt = now };
        await foreach (SplitRecord split in services.Metastore.ListSplitsAsync(quarantined, cancellationToken))
        {
            if (split.Metadata.Scope is CompactionScope scope)
            {
                listed.Add(new ListedSplit(scope, MergeCandidate.Of(split.Metadata), split.Trouble?.Tries ?? 0, IsQuarantined: true));
            }
        }

        // Of two answers about one split the later one counts: it was set aside in between.
        HashSet<SplitId> aside = [.. listed.Where(split => split.IsQuarantined).Select(split => split.Split.Id)];
        return aside.Count == 0 ? listed.ToImmutable() : [.. listed.Where(split => split.IsQuarantined || !aside.Contains(split.Split.Id))];
    }

    /// <summary>Ends what a former life left. What was being executed when it ended may have ended it (F-47): that counts against the inputs, whichever of them it was.</summary>
    private static async Task EndAsync(RunSettings settings, PipelineServices services, Lease lease, OperationRecord operation, CancellationToken cancellationToken)
    {
        if (operation.Executing is null)
        {
            await services.Metastore.EndAsync(lease, operation.Id, OperationState.Abandoned, "its process ended before it was published", cancellationToken);
            return;
        }

        const string reason = "its process died while it was being written";
        ImmutableArray<SplitId> quarantined = await services.Metastore.FailAsync(lease, operation.Id, new OperationFailure(reason, null, settings.MaxDeaths), cancellationToken);
        foreach (SplitId split in quarantined)
        {
            services.Log($"split {split} of {operation.Index} is quarantined: {reason}, as others of it before; 'tenon quarantine' lists and releases it");
            if (services.Events.IsOn)
            {
                services.Events.Emit(new PipelineEvent.SplitQuarantined(split, reason) { Index = operation.Index });
            }
        }
    }

    /// <summary>Reads the definition of an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The definition.</returns>
    /// <exception cref="FormatException">It cannot be read, or has problems.</exception>
    internal static IndexConfig ConfigOf(IndexRecord index) => IndexConfigJson.Read(Encoding.UTF8.GetBytes(index.Configuration));
}
