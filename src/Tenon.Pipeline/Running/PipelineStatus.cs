using System.Collections.Immutable;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;

namespace Tenon.Pipeline.Running;

/// <summary>What a pipeline does at one moment. Immutable.</summary>
/// <param name="Generation">The life of the pipeline, from 1; 0 before the first.</param>
/// <param name="IsRunning">Whether it lives, or waits to begin anew.</param>
/// <param name="Indexes">The attached indexes, in order.</param>
/// <param name="Running">Merges that are being written.</param>
/// <param name="MergesUnderWay">Merges in any step.</param>
/// <param name="DueScopes">Scopes that have a merge due and wait for a place.</param>
/// <param name="PublishedMerges">Merges published in this life.</param>
/// <param name="MissedArrivals">Splits whose arrival was not heard, and that the next comparison finds.</param>
public sealed record PipelineStatus(
    long Generation,
    bool IsRunning,
    ImmutableArray<IndexStatus> Indexes,
    ImmutableArray<RunningMerge> Running,
    int MergesUnderWay,
    int DueScopes,
    long PublishedMerges,
    long MissedArrivals)
{
    internal static PipelineStatus Of(long generation, MergePipeline? pipeline)
    {
        if (pipeline is null)
        {
            return new PipelineStatus(generation, false, [], [], 0, 0, 0, 0);
        }

        CoreMemory memory = pipeline.Memory;
        ILookup<IndexUid, ScopeMemory> scopes = memory.Scopes.Values.ToLookup(scope => scope.Scope.Index);
        return new PipelineStatus(
            generation,
            true,
            [
                .. memory.Indexes.Keys.Select(index => new IndexStatus(
                    index,
                    scopes[index].Sum(scope => scope.Young.Values.Sum(level => level.Count)),
                    memory.Merges.Values.Where(task => task.Scope.Index == index).Sum(task => task.Inputs.Length),
                    memory.Resting.Values.Count(resting => resting.Scope.Index == index),
                    memory.Quarantined.Values.Count(other => other == index))),
            ],
            pipeline.Progress.Running,
            memory.Merges.Count,
            memory.DueCount,
            pipeline.PublishedMerges,
            pipeline.MissedArrivals);
    }
}

/// <summary>What is known of an index at one moment. Immutable.</summary>
/// <param name="Index">The index.</param>
/// <param name="Waiting">Splits that wait to be merged.</param>
/// <param name="Merging">Splits that are being merged.</param>
/// <param name="Resting">Splits that wait before they are tried again.</param>
/// <param name="Quarantined">Splits in quarantine.</param>
public sealed record IndexStatus(IndexUid Index, int Waiting, int Merging, int Resting, int Quarantined);
