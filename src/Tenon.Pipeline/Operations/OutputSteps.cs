using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Metastore;
using Tenon.Pipeline.Merging;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Operations;

/// <summary>The steps from claimed inputs to published outputs that every merge and every ingest has, whoever decides about it and wherever its files lie.</summary>
internal static class OutputSteps
{
    /// <summary>Attempts to learn what became of a publish whose answer was lost. Each reads the truth first, so more would not help.</summary>
    private const int PublishAttempts = 3;

    /// <summary>Merges, makes the outputs durable, and reads them again to compare their rows with those of the inputs.</summary>
    /// <param name="operation">Whose outputs.</param>
    /// <param name="job">The merge.</param>
    /// <param name="create">Begins the output of an ordinal, empty also when it is begun again.</param>
    /// <param name="open">Opens it, once it is written.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was written, and the sum of each output.</returns>
    /// <exception cref="InvariantViolationException">Rows were lost or made (MC-1).</exception>
    public static async ValueTask<(MergeSummary Summary, ImmutableArray<ObjectChecksum> Sums)> WriteAndProveAsync(
        OperationId operation,
        IMergeJob job,
        Func<int, ObjectWriteStream> create,
        Func<int, IObjectReader> open,
        IProgress<MergeStep>? progress,
        CancellationToken cancellationToken)
    {
        (MergeSummary summary, ImmutableArray<ObjectChecksum> sums) = await WriteAsync(operation, job, create, progress, cancellationToken);
        await job.VerifyAsync(open, progress, cancellationToken);
        Invariant.Held(InvariantId.ContentConserved, 1);
        return (summary, sums);
    }

    /// <summary>Gives staged outputs their final names, makes those durable, and reads back what readers will find (F-33).</summary>
    /// <param name="store">The store.</param>
    /// <param name="outputs">The outputs as they were staged.</param>
    /// <param name="take">Gives one its name; may be repeated.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The outputs as they are read.</returns>
    /// <exception cref="StorageException">An output could not be put there, or is not what was written.</exception>
    public static async ValueTask<ImmutableArray<PublishedOutput>> PutAsync(
        IObjectStore store, ImmutableArray<StagedOutput> outputs, Func<StagedOutput, ValueTask> take, CancellationToken cancellationToken)
    {
        foreach (StagedOutput output in outputs)
        {
            await take(output);
        }

        foreach (ObjectKey folder in outputs.Select(output => ObjectKey.Parse(output.Path).Folder).Distinct())
        {
            await store.SyncFolderAsync(folder, cancellationToken);
        }

        return await ReadBackAsync(store, outputs, cancellationToken);
    }

    /// <summary>Reads of which version inputs are now, for the metastore to compare with what was planned (F-9).</summary>
    /// <param name="inputs">Each with where it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The versions; null for what is gone.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public static async ValueTask<ImmutableArray<InputVersion>> ReadVersionsAsync(
        IEnumerable<(SplitId Id, IObjectStore Store, ObjectKey Key)> inputs, CancellationToken cancellationToken)
    {
        var versions = ImmutableArray.CreateBuilder<InputVersion>();
        foreach ((SplitId id, IObjectStore store, ObjectKey key) in inputs)
        {
            versions.Add(new InputVersion(id, (await store.FindAsync(key, cancellationToken))?.Version));
        }

        return versions.ToImmutable();
    }

    /// <summary>Publishes, not to be cancelled, so that the answer is known. A lost answer is resolved by asking for the token, never by guessing (F-1, F-3).</summary>
    /// <param name="metastore">The metastore.</param>
    /// <param name="lease">The lease of the operation.</param>
    /// <param name="request">The swap.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="MetastoreException">The metastore failed; with <see cref="MetastoreError.OutcomeUnknown"/> it remained unknown.</exception>
    public static async ValueTask<PublishResult> PublishAsync(IMetastore metastore, Lease lease, PublishRequest request)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await metastore.PublishAsync(lease, request, CancellationToken.None);
            }
            catch (MetastoreException e) when (e.Error == MetastoreError.OutcomeUnknown)
            {
                if (await metastore.FindPublishAsync(request.Token, CancellationToken.None) is PublishResult found)
                {
                    return found;
                }

                if (attempt == PublishAttempts)
                {
                    throw;
                }
            }
        }
    }

    private static async ValueTask<(MergeSummary Summary, ImmutableArray<ObjectChecksum> Sums)> WriteAsync(
        OperationId operation, IMergeJob job, Func<int, ObjectWriteStream> create, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
    {
        var streams = new List<ObjectWriteStream>();
        try
        {
            MergeSummary summary = await job.MergeAsync(
                ordinal =>
                {
                    ArgumentOutOfRangeException.ThrowIfGreaterThan(ordinal, streams.Count);
                    if (ordinal < streams.Count)
                    {
                        // The merge starts over from here; creating a file again empties it.
                        streams.Skip(ordinal).ToList().ForEach(stream => stream.Dispose());
                        streams.RemoveRange(ordinal, streams.Count - ordinal);
                    }

                    streams.Add(create(ordinal));
                    return streams[ordinal];
                },
                progress,
                cancellationToken);
            Require(operation, job, summary, streams.Count);
            return (summary, [.. streams.Take(summary.OutputRows.Length).Select(stream => stream.Complete())]);
        }
        finally
        {
            foreach (ObjectWriteStream stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private static async ValueTask<ImmutableArray<PublishedOutput>> ReadBackAsync(IObjectStore store, ImmutableArray<StagedOutput> outputs, CancellationToken cancellationToken)
    {
        var read = ImmutableArray.CreateBuilder<PublishedOutput>(outputs.Length);
        foreach (StagedOutput output in outputs)
        {
            ObjectKey key = ObjectKey.Parse(output.Path);
            ObjectInfo info = await store.FindAsync(key, cancellationToken)
                ?? throw new StorageException(StorageError.NotFound, $"{store.Describe(key)} is not there, although it was just put there");
            ObjectChecksum sum = await store.ReadBackAsync(key, cancellationToken);
            if (sum != new ObjectChecksum(output.SizeBytes, output.Crc32C))
            {
                throw new StorageException(
                    StorageError.Other, $"{store.Describe(key)} was written with {new ObjectChecksum(output.SizeBytes, output.Crc32C)}, but is read back with {sum}");
            }

            read.Add(new PublishedOutput(output.Id, sum.SizeBytes, sum.Crc32C, info.Version));
        }

        return read.MoveToImmutable();
    }

    private static void Require(OperationId operation, IMergeJob job, MergeSummary summary, int streamCount)
    {
        Invariant.Require(
            summary.OutputRows.Length <= streamCount, InvariantId.RowsConserved, $"operation {operation} made {streamCount} files, but tells of {summary.OutputRows.Length}");
        Invariant.Require(
            summary.OutputRows.Sum() == job.InputRows.Sum(), InvariantId.RowsConserved, $"operation {operation} read {job.InputRows.Sum()} rows, but wrote {summary.OutputRows.Sum()}");
    }
}
