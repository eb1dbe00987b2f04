using System.Collections.Immutable;

namespace Tenon.Verification.Generated;

/// <summary>A metastore does not do what the model does.</summary>
/// <param name="problem">What the model says, and the metastore does not do.</param>
/// <param name="steps">The steps of the run until then.</param>
public sealed class ModelWalkException(string problem, ImmutableArray<string> steps) : Exception($"{problem}, after\n{string.Join('\n', steps)}")
{
    /// <summary>What the model says, and the metastore does not do.</summary>
    public string Problem { get; } = problem;

    /// <summary>The steps of the run until then.</summary>
    public ImmutableArray<string> Steps { get; } = steps;
}
