using System.Collections.Immutable;

namespace Tenon.Invariants.State;

/// <summary>A merge in flight of a <see cref="PipelineState"/>. Immutable.</summary>
/// <param name="Id">Its id; two merges of one id can be written down, and break MP-7.</param>
/// <param name="Inputs">The splits that it replaces, ascending.</param>
/// <param name="Level">The level of its inputs, as planned.</param>
/// <param name="Window">The window of its inputs, as planned.</param>
/// <param name="IsUploaded">Whether its outputs are uploaded.</param>
/// <param name="Outputs">The splits that it brings, as far as they have been staged or uploaded.</param>
public sealed record MergeInFlight(int Id, ImmutableArray<int> Inputs, int Level, int Window, bool IsUploaded, ImmutableArray<int> Outputs) : IMergeView<int, int>
{
    ReadOnlySpan<int> IMergeView<int, int>.Inputs => Inputs.AsSpan();

    ReadOnlySpan<int> IMergeView<int, int>.Outputs => Outputs.AsSpan();

    /// <inheritdoc/>
    public override string ToString() => $"merge {Id} of {{{string.Join(", ", Inputs)}}} at level {Level} in window {Window}{Progress()}";

    private string Progress() => Outputs.IsEmpty ? "" : $", {(IsUploaded ? "uploaded" : "staged")} {{{string.Join(", ", Outputs)}}}";
}
