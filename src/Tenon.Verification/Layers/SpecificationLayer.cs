using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Models.Pipelines;
using Tenon.Tla.Checking;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Layers;

/// <summary>The specifications say what they are said to say: every configuration comes to its verdict and its known counts.</summary>
internal sealed class SpecificationLayer : VerificationLayer
{
    private const string Question = "all it claims, liveness included, and the known counts";

    private const string Walked = "all that it claims of states and steps, along random walks that meet what they must";

    // The search of these takes most of the layer's time; the others reach every action and give every claim something to say.
    private static readonly ImmutableHashSet<string> NotQuick = ["MergePipelineShutdown_chains", "mixed_levels", "fan_in", "calm", "two_at_once", "two_windows", "mixed_levels_whole", "doubled_merges", "SortSchema_ties"];

    public override string Name => "specification";

    public override string Claim => "the specifications say what is said of them";

    public override string WhatAFailureMeans =>
        "a module or a configuration in specs/ was changed, or our checker of TLA+ was; the trace says what became possible. 'tenon tla check' shows it alone.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. LinkedSpecification.All.Select(linked => new VerificationTask(
            linked.Name, Question, !NotQuick.Contains(linked.Name),
            context => Judge(context, linked.ModuleIn(folder), linked.ConfigurationIn(folder), linked.KnownIn(folder), demandsAll: false))),
        .. PipelineWalk.All.Keys.Select(name => new VerificationTask($"SIM_{name}", Walked, true, context => Walk(context, name, "quick", PipelineWalk.QuickWalks))),
        .. PipelineWalk.All.Keys.Select(name => new VerificationTask($"SIM_{name}, ten times as many", Walked, false, context => Walk(context, name, "full", 10 * PipelineWalk.QuickWalks))),
        .. folder.ReferenceCounts.Keys.Select(name => new VerificationTask(
            name, Question, !NotQuick.Contains(name),
            context => Judge(context, folder.ReferenceModule(name.Split('_')[0]), folder.ReferenceConfiguration(name), folder.ReferenceCounts[name], demandsAll: true))),
    ];

    public override IEnumerable<(string Subject, string Checked, VerificationFinding Finding)> Conclude(ImmutableArray<VerificationRow> rows, bool isFull)
    {
        foreach (IGrouping<string, LinkedSpecification> module in LinkedSpecification.All.GroupBy(linked => linked.Module))
        {
            ImmutableArray<VerificationRow> made = [.. rows.Where(row => module.Any(linked => linked.Name == row.Subject))];
            yield return (module.Key, "every action is taken in some configuration", EachIsMet(module.First().ActionNames, made.SelectMany(row => row.Finding.Witnesses)));
            IEnumerable<string> vacuous = made.Select(row => row.Finding.Vacuous.AsEnumerable()).Aggregate((common, each) => common.Intersect(each, StringComparer.Ordinal));
            yield return (module.Key, "every claim says something in some configuration", new VerificationFinding
            {
                Status = vacuous.Any() ? VerificationStatus.Failed : VerificationStatus.Holds,
                Problem = vacuous.Any() ? $"of {string.Join(", ", vacuous)} nothing is ever demanded" : null,
            });
        }
    }

    /// <summary>Whether all of these were met somewhere.</summary>
    public static VerificationFinding EachIsMet(IEnumerable<string> names, IEnumerable<VerificationWitness> met)
    {
        Dictionary<string, long> counts = met.GroupBy(witness => witness.Name).ToDictionary(group => group.Key, group => group.Sum(witness => witness.Count ?? 0));
        ImmutableArray<VerificationWitness> witnesses = [.. names.Select(name => new VerificationWitness(name, counts.GetValueOrDefault(name), counts.GetValueOrDefault(name) > 0))];
        string[] unmet = [.. witnesses.Where(witness => !witness.IsMet).Select(witness => witness.Name)];
        return new VerificationFinding
        {
            Status = unmet.Length == 0 ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("actions", witnesses.Length)],
            Problem = unmet.Length == 0 ? null : $"never taken: {string.Join(", ", unmet)}",
            Witnesses = witnesses,
        };
    }

    private static VerificationFinding Judge(VerificationContext context, string module, string configuration, string? known, bool demandsAll)
    {
        SpecificationVerdict verdict = TlaTool.Judge(new TlaCheckOptions { SpecPath = module, ConfigPath = configuration, MaximumStates = LayerText.BoundOf(known) }, cancellationToken: context.CancellationToken);
        bool isMeantToFail = known?.Contains(" is violated after ", StringComparison.Ordinal) ?? false;
        string title = $"{Path.GetFileNameWithoutExtension(configuration)}: {string.Join(", ", verdict.Violated)} violated";
        string found = FoundBy(verdict, known);
        string? problem = verdict.ExitCode != 0 && !isMeantToFail ? FirstLines(verdict.Report) : LayerText.Difference(found, known);
        if (problem is null && demandsAll && !isMeantToFail && !verdict.Vacuous.IsEmpty)
        {
            problem = $"of {string.Join(", ", verdict.Vacuous)} nothing is ever demanded";
        }

        return new VerificationFinding
        {
            Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("states", verdict.StateCount), new("steps", verdict.StepCount)],
            Problem = problem,
            Counterexample = Counterexample.Of(title, verdict.Counterexample),
            Claims = verdict.Claims,
            Vacuous = verdict.Vacuous,
            Witnesses = [.. ActionsOf(verdict).Select(action => new VerificationWitness(action.Name, action.Count, action.Count > 0))],
        };
    }

    private static VerificationFinding Walk(VerificationContext context, string name, string size, int walkCount)
    {
        PipelineWalk walk = PipelineWalk.All[name];
        string path = context.Folder.WalkConfiguration(name);
        if (File.ReadAllText(path) != walk.Text)
        {
            return new VerificationFinding { Status = VerificationStatus.Failed, Problem = $"{path} is not what {nameof(PipelineWalk)} says of '{name}': the file is written from that table" };
        }

        TlaCheckOptions options = new()
        {
            SpecPath = context.Folder.WalkModule, ConfigPath = path, Simulate = true, Seed = walk.Seed, WalkCount = walkCount, Depth = PipelineWalk.Depth,
        };
        SpecificationVerdict verdict = TlaTool.Judge(options, cancellationToken: context.CancellationToken);
        string found = string.Create(CultureInfo.InvariantCulture, $"{verdict.StateCount} states, {verdict.StepCount} steps");
        string? problem = verdict.ExitCode != 0 ? FirstLines(verdict.Report) : LayerText.Difference(found, context.Folder.DesignCounts.GetValueOrDefault($"SIM_{name}, {size}"));
        return new VerificationFinding
        {
            Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("states walked", verdict.StateCount)],
            Problem = problem,
            Counterexample = Counterexample.Of($"{name}: {string.Join(", ", verdict.Violated)} violated", verdict.Counterexample),
            Claims = verdict.Claims,
            Vacuous = verdict.Vacuous,
            Witnesses = [.. walk.MustMeet.Select(each => new VerificationWitness(each, null, problem is null))],
        };
    }

    // The counts in the words of the table; with the actions, where the table has them.
    private static string FoundBy(SpecificationVerdict verdict, string? known)
    {
        if (verdict.ExitCode != 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{string.Join(" and ", verdict.Violated)} is violated after {verdict.Counterexample?.States.Length - 1} steps");
        }

        string counts = NumberTable.TextOf(verdict.StateCount, verdict.StepCount, verdict.Depth);
        return known?.Contains(';', StringComparison.Ordinal) ?? false
            ? $"{counts}; {string.Join(", ", ActionsOf(verdict).Select(action => string.Create(CultureInfo.InvariantCulture, $"{action.Name} {action.Count}")))}"
            : counts;
    }

    // An action with constant arguments may be counted by argument.
    private static IEnumerable<(string Name, long Count)> ActionsOf(SpecificationVerdict verdict) =>
        from action in verdict.Actions
        group action.TransitionCount by DesignSpecification.NameOf(action.Name.Split('(')[0]) into action
        orderby action.Key
        select (action.Key, action.Sum());

    private static string FirstLines(string report) => string.Join('\n', report.Split('\n').TakeWhile(line => !IsRun(line)).Take(12)).Trim();

    private static bool IsRun(string line) =>
        line.StartsWith("State ", StringComparison.Ordinal) || line.StartsWith("Error: The behavior", StringComparison.Ordinal) || line.StartsWith("Error: The following behavior", StringComparison.Ordinal);
}
