using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;

namespace Tenon.Models.Tests;

/// <summary>A way to get a model wrong: from a state and its steps to other steps.</summary>
internal delegate IEnumerable<Step<PipelineState, PipelineAction>> Mutation(
    PipelineBounds bounds, PipelineState state, IEnumerable<Step<PipelineState, PipelineAction>> steps);

/// <summary>The reference's machine, made wrong, and only some of its properties.</summary>
internal sealed class MutantReference(PipelineBounds bounds, Mutation mutation, Func<string, bool>? isJudged = null) : ReferenceMergePipeline(bounds)
{
    public override IEnumerable<Property<PipelineState, PipelineAction>> Properties => base.Properties.Where(property => isJudged?.Invoke(property.Name) ?? false);

    public override IEnumerable<Step<PipelineState, PipelineAction>> Steps(PipelineState state) => mutation(Bounds, state, base.Steps(state));
}

/// <summary>The repaired machine, made wrong, and only some of its properties.</summary>
internal sealed class MutantPipeline(PipelineBounds bounds, PipelineFeatures features, Mutation mutation, Func<string, bool>? isJudged = null)
    : RepairedMergePipeline(bounds, features)
{
    public override IEnumerable<Property<PipelineState, PipelineAction>> Properties => base.Properties.Where(property => isJudged?.Invoke(property.Name) ?? true);

    public override IEnumerable<Step<PipelineState, PipelineAction>> Steps(PipelineState state) => mutation(Bounds, state, base.Steps(state));
}
