using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Metastore.Sqlite;
using Tenon.Verification.Generated;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>Link 5: runs made from the model, on the metastores by name.</summary>
internal sealed class GeneratedLayer : VerificationLayer
{
    private const string Follows = "after each step it has the splits, claims, failures and lease of the model, and refuses what the model does not allow";

    /// <summary>The configurations, how many runs take all their steps of metastore and planner, and whether a quick verification has them.</summary>
    private static readonly ImmutableArray<(string Configuration, int Runs, bool IsQuick)> Configurations =
    [
        ("calm", 1366, false), ("crash", 185, true), ("failure", 354, true), ("fan_in", 1862, false), ("outputs", 468, false), ("quarantine", 770, true), ("rival", 1342, false), ("stop", 283, false),
    ];

    /// <summary>The metastores; another one joins by being named here.</summary>
    private static readonly ImmutableArray<(string Name, Func<TimeProvider, IMetastore> Open)> Metastores = [("SQLite", SqliteMetastore.InMemory)];

    public override string Name => "generated";

    public override string Claim => "link 5: tests from the model";

    public override string WhatAFailureMeans => "the metastore does something else than src/Tenon.Models/Pipelines/MergePipeline*.cs in the run that is shown.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. from metastore in Metastores
           from each in Configurations
           select new VerificationTask(
               $"{metastore.Name}, {each.Configuration}", Follows, each.IsQuick, context => Follow(metastore.Open, each.Configuration, each.Runs, context.CancellationToken)),
    ];

    private static VerificationFinding Follow(Func<TimeProvider, IMetastore> open, string configuration, int known, CancellationToken cancellationToken)
    {
        try
        {
            int runs = FollowAsync(open, configuration, cancellationToken).GetAwaiter().GetResult(); // A check has a thread of its own.
            return new VerificationFinding
            {
                Status = runs == known ? VerificationStatus.Holds : VerificationStatus.Failed,
                Size = [new("runs", runs)],
                Problem = runs == known ? null : FormattableString.Invariant($"{runs} runs take all steps; {known} are known"),
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

    private static async Task<int> FollowAsync(Func<TimeProvider, IMetastore> open, string configuration, CancellationToken cancellationToken)
    {
        await using IMetastore store = open(TimeProvider.System);
        return await GeneratedRuns.FollowAsync(store, TimeProvider.System, configuration, cancellationToken);
    }
}
