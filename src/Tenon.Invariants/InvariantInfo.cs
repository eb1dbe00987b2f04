namespace Tenon.Invariants;

/// <summary>What is registered of an invariant. Immutable.</summary>
/// <param name="Id">The invariant.</param>
/// <param name="Code">Its code in reports and metrics, such as <c>MP-11</c>.</param>
/// <param name="Statement">What it claims, in a sentence without a full stop.</param>
/// <param name="Layers">Who checks it; at least one.</param>
/// <param name="Response">What follows a violation.</param>
/// <param name="SpecificationName">Its name in the TLA+ module of the merge pipeline; null if it has none there.</param>
public sealed record InvariantInfo(
    InvariantId Id, string Code, string Statement, InvariantLayers Layers, ViolationResponse Response, string? SpecificationName = null)
{
    /// <summary>Whether a running pipeline is expected to have checked it: a count of 0 after some merges is a gap.</summary>
    public bool IsCheckedAtRunTime => (Layers & (InvariantLayers.RunTime | InvariantLayers.Audit)) != 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Id}";
}
