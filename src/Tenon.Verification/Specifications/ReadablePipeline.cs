using System.Collections.Immutable;
using System.Globalization;
using Tenon.Models.Pipelines;

namespace Tenon.Verification.Specifications;

/// <summary>The designed machine, its actions written so that a run can be read, under a name that tells it from its specification.</summary>
internal class ReadablePipeline(MergePipelineBounds bounds) : MergePipeline(bounds)
{
    public override string Name => "the model";

    public override string Describe(MergeAction action) => action switch
    {
        MergeAction.PlanMerge plan => $"PlanMerge {{ Inputs = {List(plan.Inputs)} }}",
        MergeAction.RivalMerges rival => $"RivalMerges {{ Inputs = {List(rival.Inputs)} }}",
        MergeAction.WriteOutputs write => $"WriteOutputs {{ Merge = {write.Merge}, Rows = {List(write.Rows)} }}",
        MergeAction.EndMerge end => $"EndMerge {{ Merge = {end.Merge}, Blamed = {List(end.Blamed)} }}",
        MergeAction.RunFinalizeAndQuit finalize => $"RunFinalizeAndQuit {{ Merges = [{string.Join(", ", finalize.Merges.Select(List))}] }}",
        _ => base.Describe(action),
    };

    private static string List(ImmutableArray<int> numbers) => $"[{string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
}
