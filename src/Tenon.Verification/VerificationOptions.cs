using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification;

/// <summary>What is run. Immutable.</summary>
public sealed record VerificationOptions
{
    /// <summary>Where the specifications are.</summary>
    public required SpecificationFolder Folder { get; init; }

    /// <summary>The layers.</summary>
    public ImmutableArray<VerificationLayer> Layers { get; init; } = VerificationLayers.All;

    /// <summary>The program that makes simulated runs, and its arguments: each is a process of its own.</summary>
    public ImmutableArray<string> Program { get; init; } = [];

    /// <summary>Whether every check is made, and not only those of a quick run.</summary>
    public bool IsFull { get; init; }

    /// <summary>Checks that are made at once; each has one thread.</summary>
    public int WorkerCount { get; init; } = 1;

    /// <summary>What time is taken from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told of each check when it begins and when it is done; null for nobody.</summary>
    public IProgress<VerificationProgress>? Progress { get; init; }
}
