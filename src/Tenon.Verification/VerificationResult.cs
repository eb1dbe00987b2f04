using System.Collections.Immutable;

namespace Tenon.Verification;

/// <summary>What a run came to. Immutable.</summary>
/// <param name="Layers">The layers that were asked for, in the order of the argument.</param>
/// <param name="IsFull">Whether every check was made.</param>
/// <param name="Seconds">Time by the clock.</param>
/// <param name="Folder">Where the specifications are.</param>
public sealed record VerificationResult(ImmutableArray<LayerResult> Layers, bool IsFull, double Seconds, Specifications.SpecificationFolder Folder)
{
    /// <summary>All checks that were made.</summary>
    public IEnumerable<VerificationRow> Rows => Layers.SelectMany(layer => layer.Rows);

    /// <summary>Whether nothing failed, and something was checked. Layers that are not built do not count.</summary>
    public bool Holds => Rows.Any() && !Rows.Any(row => row.HasFailed);
}
