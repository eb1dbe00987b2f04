using System.Collections.Immutable;
using Tenon.Verification.Layers;

namespace Tenon.Verification;

/// <summary>The layers, in the order of the argument. A further one joins by being named here.</summary>
public static class VerificationLayers
{
    /// <summary>All layers.</summary>
    public static ImmutableArray<VerificationLayer> All { get; } =
    [
        new SpecificationLayer(),
        new ModelLayer(),
        new CoreLayer(),
        new TraceLayer(),
        new SimulationLayer(),
        new GeneratedLayer(),
        new MutantLayer(),
    ];
}
