using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Simulation.Stores;
using Tenon.Verification.Generated;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>Link 5: runs made from the model, on the metastores by name.</summary>
internal sealed class GeneratedLayer : VerificationLayer
{
    private const string Follows = "after each step it has the splits, claims, failures and lease of the model, and refuses what the model does not allow";

    private static readonly ImmutableHashSet<string> Quick = ["crash", "failure", "quarantine"];

    /// <summary>The metastores; another one joins by being named here.</summary>
    private static readonly ImmutableArray<(string Name, Func<TimeProvider, IMetastore> Open)> Metastores = [("SQLite", SqliteMetastore.InMemory), ("memory", clock => new MemoryMetastore(clock))];

    public override string Name => "generated";

    public override string Claim => "link 5: tests from the model";

    public override string WhatAFailureMeans => "the metastore does something else than src/Tenon.Models/Pipelines/MergePipeline*.cs in the run that is shown.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. from metastore in Metastores
           from configuration in GeneratedRuns.Known.Keys
           select new VerificationTask(
               $"{metastore.Name}, {configuration}", Follows, Quick.Contains(configuration), context => Follow(metastore.Open, configuration, context.CancellationToken)),
    ];

    private static VerificationFinding Follow(Func<TimeProvider, IMetastore> open, string configuration, CancellationToken cancellationToken)
    {
        try
        {
            GeneratedCount count = FollowAsync(open, configuration, cancellationToken).GetAwaiter().GetResult(); // A check has a thread of its own.
            string? problem = LayerText.Difference($"{count}", $"{GeneratedRuns.Known[configuration]}");
            return new VerificationFinding
            {
                Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
                Size = [new("runs", count.Runs), new("refusals", count.Refusals)],
                Problem = problem,
            };
        }
        catch (ModelWalkException e)
        {
            return new VerificationFinding
            {
                Status = VerificationStatus.Failed,
                Problem = e.Problem,
                Counterexample = new Counterexample($"{configuration}: the steps until then", [.. e.Steps.Select(step => new CounterexampleStep(step, []))], null),
            };
        }
    }

    private static async Task<GeneratedCount> FollowAsync(Func<TimeProvider, IMetastore> open, string configuration, CancellationToken cancellationToken)
    {
        await using IMetastore store = open(TimeProvider.System);
        return await GeneratedRuns.FollowAsync(store, TimeProvider.System, configuration, cancellationToken);
    }
}
