using System.Collections.Immutable;
using Tenon.Simulation.Faults;

namespace Tenon.Simulation.Campaigns;

/// <summary>A run to be made. Immutable.</summary>
/// <param name="Seed">Everything follows from it, but for what the others say.</param>
public sealed record SimulationRequest(int Seed)
{
    /// <summary>What goes wrong; null for what the seed says.</summary>
    public ImmutableArray<Fault>? Faults { get; init; }

    /// <summary>How many of its files are brought, the first ones; null for all.</summary>
    public int? Files { get; init; }

    /// <summary>A file for what happens, line by line; null for none.</summary>
    public string? Log { get; init; }

    /// <summary>A file for what processes tell, as <c>tenon trace</c> reads it; null for none.</summary>
    public string? Record { get; init; }

    /// <summary>The options of <c>tenon simulate</c> that make this run again.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"--seed {Seed}")
        + (Faults is ImmutableArray<Fault> faults ? $" --faults \"{string.Join(' ', faults)}\"" : "")
        + (Files is int files ? FormattableString.Invariant($" --files {files}") : "");
}
