using Tenon.Invariants.State;
using Tenon.Pipeline.Core.Memory;
using Tenon.Splits;

namespace Tenon.Pipeline.Core.Judging;

/// <summary>A merge of the core as the predicates see it. Immutable.</summary>
/// <remarks>It is known by its first input, which no other merge has (MP-7): ids of merges and splits are of one type there.</remarks>
internal sealed class MergeTaskView(MergeTask task) : IMergeView<SplitId, CompactionScope>
{
    private readonly SplitId[] _inputs = [.. task.Inputs.Select(split => split.Id)];
    private readonly SplitId[] _outputs = [.. task.Outputs.Select(split => split.Id)];

    public MergeTask Task => task;

    public SplitId Id => _inputs[0];

    public ReadOnlySpan<SplitId> Inputs => _inputs;

    public int Level => task.Level;

    public CompactionScope Window => task.Scope;

    public bool IsUploaded => task.Phase == MergePhase.Publishing;

    public ReadOnlySpan<SplitId> Outputs => _outputs;
}
