using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification;

/// <summary>What a check needs to know. Immutable.</summary>
/// <param name="Folder">Where the specifications are.</param>
/// <param name="CancellationToken">Ends it early; what it returns then counts for nothing.</param>
public sealed record VerificationContext(SpecificationFolder Folder, CancellationToken CancellationToken)
{
    /// <summary>The program that makes simulated runs, and its arguments.</summary>
    public ImmutableArray<string> Program { get; init; } = [];
}
