using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Merging;
using Tenon.Splits;

namespace Tenon.Pipeline.Running;

/// <summary>How far merges are. Thread-safe.</summary>
public sealed class MergeProgress
{
    private readonly ConcurrentDictionary<long, RunningMerge> _running = new();

    /// <summary>The merges that are being written, in the order in which they began.</summary>
    public ImmutableArray<RunningMerge> Running => [.. _running.OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    internal IProgress<MergeStep> Of(long merge, MergeWork work)
    {
        _running[merge] = new RunningMerge(work.Index.Uid, work.Operation, work.Candidates.Length, work.Candidates.Sum(split => split.RowCount), default);
        return new Report(_running, merge);
    }

    internal void Remove(long merge) => _running.TryRemove(merge, out _);

    /// <summary>Takes a step in at once: <see cref="Progress{T}"/> would post it elsewhere.</summary>
    private sealed class Report(ConcurrentDictionary<long, RunningMerge> running, long merge) : IProgress<MergeStep>
    {
        void IProgress<MergeStep>.Report(MergeStep value)
        {
            if (running.TryGetValue(merge, out RunningMerge? known))
            {
                running.TryUpdate(merge, known with { Step = value }, known);
            }
        }
    }
}

/// <summary>A merge that is being written. Immutable.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Operation">The operation.</param>
/// <param name="InputCount">Inputs.</param>
/// <param name="RowCount">Rows of all inputs.</param>
/// <param name="Step">How far it is.</param>
public sealed record RunningMerge(IndexUid Index, OperationId Operation, int InputCount, long RowCount, MergeStep Step);
