using System.Collections.Immutable;
using Tenon.Tla.Configuration;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Checking;

/// <summary>A specification with its configuration, both without errors.</summary>
/// <param name="Spec">The resolved modules.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Named">For each name in the configuration, a definition whose body is that name.</param>
/// <param name="Warnings">What is worth knowing.</param>
internal sealed record LoadedSpec(
    ResolvedSpec Spec, ModelConfig Config, ImmutableDictionary<ConfigName, OperatorDefinition> Named, ImmutableArray<Diagnostic> Warnings)
{
    public OperatorDefinition this[ConfigName name] => Named[name];
}
