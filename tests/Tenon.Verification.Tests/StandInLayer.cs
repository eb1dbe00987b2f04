using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Tests;

/// <summary>A layer with these checks.</summary>
internal sealed class StandInLayer(string name, params VerificationTask[] tasks) : VerificationLayer
{
    public override string Name => name;

    public override string Claim => $"the claim of {name}";

    public override string WhatAFailureMeans => $"look at {name}";

    public override string? Missing => tasks.Length == 0 ? "everything of it" : null;

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) => [.. tasks];

    public override IEnumerable<(string Subject, string Checked, VerificationFinding Finding)> Conclude(ImmutableArray<VerificationRow> rows, bool isFull) =>
        [("all", "is concluded", Finding(VerificationStatus.Holds))];

    public static VerificationTask Task(string subject, VerificationFinding finding, bool isQuick = true) => new(subject, "is asked", isQuick, _ => finding);

    public static VerificationFinding Finding(VerificationStatus status, string? problem = null) => new() { Status = status, Problem = problem, Size = [new("states", 10)] };
}
