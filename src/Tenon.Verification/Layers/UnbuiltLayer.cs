using System.Collections.Immutable;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>A layer that there is to be and is not: reports list it as not built, never as passed.</summary>
/// <param name="name">Its name.</param>
/// <param name="claim">What it will claim.</param>
/// <param name="missing">What it will check.</param>
internal sealed class UnbuiltLayer(string name, string claim, string missing) : VerificationLayer
{
    public override string Name => name;

    public override string Claim => claim;

    public override string WhatAFailureMeans => "nothing is checked here yet";

    public override string? Missing => missing;

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) => [];
}
