using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Metastore;
using Tenon.Pipeline.Merging;
using Tenon.Storage;

namespace Tenon.Pipeline.Operations;

/// <summary>The steps of writing outputs that every merge has, wherever its files lie.</summary>
internal static class OutputSteps
{
    /// <summary>Merges, and makes the outputs durable.</summary>
    /// <param name="operation">Whose outputs.</param>
    /// <param name="job">The merge.</param>
    /// <param name="create">Begins the output of an ordinal, empty also when it is begun again.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was written, and the sum of each output.</returns>
    /// <exception cref="InvariantViolationException">Rows were lost or made (MC-1).</exception>
    public static async ValueTask<(MergeSummary Summary, ImmutableArray<ObjectChecksum> Sums)> WriteAsync(
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

    /// <summary>Reads outputs back from where readers will find them (F-33).</summary>
    /// <param name="store">The store.</param>
    /// <param name="outputs">The outputs as they were staged.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The outputs as they are read.</returns>
    /// <exception cref="StorageException">An output is not there, or is not what was written.</exception>
    public static async ValueTask<ImmutableArray<PublishedOutput>> ReadBackAsync(IObjectStore store, ImmutableArray<StagedOutput> outputs, CancellationToken cancellationToken)
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
