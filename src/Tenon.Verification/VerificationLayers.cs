using System.Collections.Immutable;
using Tenon.Verification.Layers;

namespace Tenon.Verification;

/// <summary>The layers, in the order of the argument. A further one joins by taking the place of the one that is not built.</summary>
public static class VerificationLayers
{
    /// <summary>All layers.</summary>
    public static ImmutableArray<VerificationLayer> All { get; } =
    [
        new SpecificationLayer(),
        new ModelLayer(),
        new CoreLayer(),
        new TraceLayer(),
        new UnbuiltLayer("simulation", "link 4: simulation", "the real pipeline on simulated store, metastore, clock and scheduler, from seeds, with faults at every await"),
        new UnbuiltLayer("generated", "link 5: tests from the model", "a cover of the model's steps drives every metastore; so far only tests do that (tests/Tenon.Metastore.Contract)"),
        new MutantLayer(),
    ];
}
