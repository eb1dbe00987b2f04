using System.Collections.Immutable;
using Tenon.Invariants;

namespace Tenon.Verification.Reporting;

/// <summary>What both reports say: the one for people is a drawing of it, the one for programs its text. Immutable.</summary>
/// <param name="Verdict">The verdict: holds or FAILED.</param>
/// <param name="Mode">The mode: quick or full.</param>
/// <param name="Seconds">Time by the clock.</param>
/// <param name="Layers">The layers.</param>
/// <param name="Coverage">Who checks which invariant.</param>
/// <param name="Witnesses">What was met, so that what was checked says something.</param>
/// <param name="Mutants">What became of the faults.</param>
/// <param name="Weaknesses">What of the field's weaknesses applies.</param>
internal sealed record ReportDocument(
    string Verdict,
    string Mode,
    double Seconds,
    ImmutableArray<ReportedLayer> Layers,
    ImmutableArray<InvariantCoverage> Coverage,
    ImmutableArray<ReportedWitness> Witnesses,
    ImmutableArray<ReportedMutant> Mutants,
    ImmutableArray<Weakness> Weaknesses)
{
    /// <summary>The document of a run.</summary>
    /// <param name="result">The run.</param>
    public static ReportDocument Of(VerificationResult result) => new(
        result.Holds ? "holds" : "FAILED",
        result.IsFull ? "full" : "quick",
        result.Seconds,
        [.. result.Layers.Select(layer => new ReportedLayer(
            layer.Layer.Name, layer.Layer.Claim, layer.Verdict, layer.Checked, layer.Size, layer.Seconds, layer.Layer.Missing, layer.Layer.WhatAFailureMeans,
            layer.Rows, [.. layer.LeftOut.Select(task => task.ToString())]))],
        InvariantCoverage.Of(result),
        [.. from row in result.Rows
            from witness in row.Finding.Witnesses
            where row.IsConclusion || witness.Count is null // Of actions, what all checks of a layer together have met.
            select new ReportedWitness(row.Layer, row.Subject, witness.Name, witness.Count, witness.IsMet)],
        [.. from row in result.Rows
            where row.Finding.Mutant is not null
            select new ReportedMutant(row.Finding.Mutant!, row.Finding.Status, row.Finding.Size, row.Seconds, row.Finding.Problem)], // As was just asked.
        Weakness.All);
}

/// <summary>A layer in a report. Immutable.</summary>
internal sealed record ReportedLayer(
    string Name, string Claim, string Verdict, string Checked, ImmutableArray<VerificationSize> Size, double Seconds, string? NotBuilt, string WhatAFailureMeans,
    ImmutableArray<VerificationRow> Checks, ImmutableArray<string> LeftOut)
{
    /// <summary>Whether there is anything to run in it.</summary>
    public bool IsBuilt => Verdict != "not built";
}

/// <summary>A witness in a report. Immutable.</summary>
internal sealed record ReportedWitness(string Layer, string Subject, string Name, long? Count, bool IsMet);

/// <summary>A mutant in a report. Immutable.</summary>
internal sealed record ReportedMutant(MutantResult Mutant, VerificationStatus Status, ImmutableArray<VerificationSize> Size, double Seconds, string? Problem);

/// <summary>Who checks an invariant, and where its predicate is. Immutable.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Statement">What it claims.</param>
/// <param name="Response">What follows a violation.</param>
/// <param name="ByLayer">In how many checks of each layer something was demanded of it.</param>
/// <param name="Declared">Who else checks it, as the registry says: production at run time, the audit, tests, or its construction.</param>
/// <param name="Places">Where it is.</param>
internal sealed record InvariantCoverage(
    string Code, string Name, string Statement, string Response, ImmutableSortedDictionary<string, int> ByLayer, ImmutableArray<string> Declared, ImmutableArray<SourcePlace> Places)
{
    /// <summary>Whether a claim, as a layer has it, is about the invariant: by its name in specifications, by its code before other words elsewhere.</summary>
    public static bool IsAbout(InvariantInfo info, string claim) =>
        claim == info.Id.ToString() || claim == info.Code || claim.StartsWith(info.Code + " ", StringComparison.Ordinal);

    public static ImmutableArray<InvariantCoverage> Of(VerificationResult result)
    {
        SourceTree tree = SourceTree.Beside(result.Folder);
        return
        [
            .. InvariantRegistry.All.Select(info => new InvariantCoverage(
                info.Code,
                info.Id.ToString(),
                info.Statement,
                info.Response.ToString(),
                result.Layers.ToImmutableSortedDictionary(layer => layer.Layer.Name, layer => layer.Rows.Count(row => IsDemandedIn(info, row)), StringComparer.Ordinal),
                [.. Enum.GetValues<InvariantLayers>().Where(layer => layer is not (InvariantLayers.None or InvariantLayers.Model) && info.Layers.HasFlag(layer)).Select(layer => layer.ToString())],
                tree.PlacesOf(info))),
        ];
    }

    // A mutant demands something of the property that catches it.
    private static bool IsDemandedIn(InvariantInfo info, VerificationRow row) =>
        row.Finding.Claims.Except(row.Finding.Vacuous, StringComparer.Ordinal).Any(claim => IsAbout(info, claim))
        || (row.Finding.Mutant?.CaughtBy.Split("; ").Any(part => IsAbout(info, part[(part.IndexOf(' ', StringComparison.Ordinal) + 1)..])) ?? false);
}
