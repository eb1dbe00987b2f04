using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification;

/// <summary>A layer of the argument that what was specified is what runs: a link between two descriptions, or a doubt about such links.</summary>
public abstract class VerificationLayer
{
    /// <summary>Its name on the command line, one word.</summary>
    public abstract string Name { get; }

    /// <summary>What it claims, in a few words: the title in reports.</summary>
    public abstract string Claim { get; }

    /// <summary>What a failure means, and where to look.</summary>
    public abstract string WhatAFailureMeans { get; }

    /// <summary>What is not built yet, and so is not checked; null if nothing is missing. If there are no checks at all, the layer is not built.</summary>
    public virtual string? Missing => null;

    /// <summary>All checks there are, in the order of the report.</summary>
    /// <param name="folder">Where the specifications are.</param>
    public abstract ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder);

    /// <summary>What follows from all of a run's checks together: that each action was taken somewhere, for instance. Asked only if none failed.</summary>
    /// <param name="rows">The checks of this layer that were made.</param>
    /// <param name="isFull">Whether they are all there are.</param>
    public virtual IEnumerable<(string Subject, string Checked, VerificationFinding Finding)> Conclude(ImmutableArray<VerificationRow> rows, bool isFull) => [];
}
