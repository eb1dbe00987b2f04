using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking;
using Tenon.Checking.Properties;
using Tenon.Checking.Refinement;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Models;
using Tenon.Tla.Checking;
using Tenon.Verification.Mutants;
using Tenon.Verification.Reporting;
using Tenon.Verification.Specifications;
using Tenon.Verification.Worlds;

namespace Tenon.Verification.Layers;

/// <summary>Whether the other layers would notice: named single faults, each of which must be caught as is stated of it.</summary>
/// <param name="models">The faults of the model; by default all that are known.</param>
/// <param name="specifications">The faults of the specification, likewise.</param>
internal sealed class MutantLayer(ImmutableArray<ModelMutant>? models = null, ImmutableArray<SpecificationMutant>? specifications = null) : VerificationLayer
{
    private const string Question = "is caught, as stated";

    // Each way of being caught: by an invariant, by a property of steps, by the comparison alone, by liveness alone.
    private static readonly ImmutableHashSet<string> QuickSpecifications =
        ["plan keeps its inputs visible", "a merge drops a row", "a list seeds nothing", "the metastore compares no leases", "a dead process does nothing more", "the collector need not work",
         "a claim does not look at what is set aside",
         "a compaction looks at no scopes (W-37)", "nobody has to compact (W-37)", "a compaction loses a row and doubles another (W-38)", "points of one series id and time are taken for one (W-39)",
         "the series id is a constant (W-39)"];

    private static readonly ImmutableHashSet<string> NotQuickCores =
        ["the level of inputs is not looked at", "a split that was withdrawn stays in its merge's memory", "finalize discards what waits"];

    public override string Name => "mutants";

    public override string Claim => "mutants: each fault is caught";

    public override string WhatAFailureMeans =>
        "a fault that a layer must catch was not caught, or by another: a property, a predicate or the mapping asks for less than it did.";

    public override ImmutableArray<VerificationTask> TasksIn(SpecificationFolder folder) =>
    [
        .. (specifications ?? SpecificationMutants.All).Select(mutant => new VerificationTask(
            $"specification: {mutant.Fault}", Question, QuickSpecifications.Contains(mutant.Fault), context => Judge(mutant, context))),
        .. (models ?? ModelMutants.All).Select(mutant => new VerificationTask($"model: {mutant.Fault}", Question, true, context => Judge(mutant, context.CancellationToken))),
        .. PredicateMutants.All.Select(mutant => new VerificationTask($"predicate: {mutant.Fault}", Question, true, context => Judge(mutant, context.CancellationToken))),
        .. CoreMutants.All.Select(mutant => new VerificationTask(
            $"core: {mutant.Fault}", Question, !NotQuickCores.Contains(mutant.Fault), context => Judge(mutant, context.CancellationToken))),
    ];

    private static VerificationFinding Judge(SpecificationMutant mutant, VerificationContext context)
    {
        LinkedSpecification linked = LinkedSpecification.Named(mutant.Configuration);
        string original = linked.ModuleIn(context.Folder);
        string module = File.ReadAllText(original);
        int places = module.Split(mutant.Text).Length - 1;
        if (places != 1)
        {
            return Finding("specification", mutant.Fault, mutant.CaughtBy, [], null, $"the text that is to be replaced is in {original} {places} times instead of once:\n{mutant.Text}");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("tenon-specification-");
        try
        {
            string path = Path.Join(folder.FullName, Path.GetFileName(original));
            File.WriteAllText(path, module.Replace(mutant.Text, mutant.Instead, StringComparison.Ordinal));
            string configuration = linked.ConfigurationIn(context.Folder);
            int bound = LayerText.BoundOf(linked.KnownIn(context.Folder));
            SpecificationVerdict verdict = TlaTool.Judge(new TlaCheckOptions { SpecPath = path, ConfigPath = configuration, MaximumStates = bound }, cancellationToken: context.CancellationToken);
            ComparisonResult comparison = linked.Compare(SpecificationGraph.Load(path, configuration), bound, context.CancellationToken);
            bool isDifferent = comparison.Difference is not null;
            if (mutant.Survives is string reason && verdict.ExitCode == 0 && !isDifferent)
            {
                return Finding("specification", mutant.Fault, "", [new("states", verdict.StateCount + comparison.StateCount)], null, null) with { Status = VerificationStatus.Accepted, Problem = reason };
            }

            bool isCaughtByItself = mutant.CaughtBy.Length == 0 ? verdict.Violated.IsEmpty : verdict.Violated.Contains(mutant.CaughtBy);
            string caughtBy = string.Join("; ", verdict.Violated.Select(name => $"specification: {name}").Concat(isDifferent ? ["model: the graphs differ"] : []));
            Counterexample? shown = Counterexample.Of(mutant.Fault, verdict.Counterexample) ?? Counterexample.Of(mutant.Fault, comparison.Trace);
            string expected = string.Join("; ", (mutant.CaughtBy.Length == 0 ? [] : new[] { $"specification: {mutant.CaughtBy}" }).Concat(mutant.IsDifferent ? ["model: the graphs differ"] : []));
            return Finding(
                "specification", mutant.Fault, caughtBy, [new("states", verdict.StateCount + comparison.StateCount), new("steps", verdict.StepCount + comparison.StepCount)], shown,
                isCaughtByItself && isDifferent == mutant.IsDifferent && mutant.Survives is null ? null : $"caught by: {(caughtBy.Length == 0 ? "nothing" : caughtBy)}\nstated: {(mutant.Survives is null ? expected : "that it lives")}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static VerificationFinding Judge(ModelMutant mutant, CancellationToken cancellationToken)
    {
        CheckResult result = Checker.Check(mutant.Make(), LayerText.OneWorker, cancellationToken);
        bool isCaught = result[mutant.Property].Verdict == Verdict.Violated;
        return Finding(
            "model", mutant.Fault, isCaught ? $"model: {mutant.Property}" : "", LayerText.SizeOf(result), Counterexample.Of(mutant.Fault, result[mutant.Property].Trace),
            isCaught ? null : $"it survives: {mutant.Property} is not violated in {result.StateCount} states of '{mutant.Configuration}'");
    }

    private static VerificationFinding Judge(PredicateMutant mutant, CancellationToken cancellationToken)
    {
        string name = PredicateMutants.NameOf(mutant);
        if (mutant.IsTooStrong)
        {
            MergePipelineBounds bounds = MergePipelineConfigurations.All[mutant.Where];
            CheckResult right = Checker.Check(
                new JudgedPipeline(bounds, (_, steps) => steps, _ => [JudgedPipeline.Invariant(name, s => mutant.Holds(s, bounds.MaximumLevel))]), LayerText.OneWorker, cancellationToken);
            bool isViolated = right[name].Verdict == Verdict.Violated;
            return Finding(
                "predicate", mutant.Fault, isViolated ? $"model: the right design fails in '{mutant.Where}'" : "", LayerText.SizeOf(right), Counterexample.Of(mutant.Fault, right[name].Trace),
                isViolated ? null : $"it survives: the design satisfies it in '{mutant.Where}'");
        }

        ModelMutant design = ModelMutants.All.Single(each => each.Fault == mutant.Where);
        CheckResult result = Checker.Check((design with { Judged = s => mutant.Holds(s, design.Bounds.MaximumLevel) }).Make(), LayerText.OneWorker, cancellationToken);
        bool isSilent = result[name].Verdict != Verdict.Violated;
        return Finding(
            "predicate", mutant.Fault, isSilent ? $"mutants: '{mutant.Where}' would survive" : "", LayerText.SizeOf(result), null,
            isSilent ? null : $"it does not matter: '{mutant.Where}' is caught all the same");
    }

    private static VerificationFinding Judge(CoreMutant mutant, CancellationToken cancellationToken)
    {
        // Production's own checks may see the fault first; the property must be violated all the same.
        CheckResult result = Checker.Check(
            new CoreWorldModel(mutant.Bounds, mutant.Handle), LayerText.OneWorker with { ContinueAfterViolation = true }, cancellationToken);
        PropertyResult? caught = result.Properties.FirstOrDefault(property => property.Name == mutant.Property && property.Verdict == Verdict.Violated);
        ComparisonResult refinement = CoreWorlds.Refine(new CoreWorldModel(mutant.Bounds, mutant.Handle), mutant.Bounds, cancellationToken);
        string found = refinement.Holds ? "not caught" : string.Create(CultureInfo.InvariantCulture, $"caught after {refinement.Trace?.Length}");
        string? known = CoreWorlds.Known.GetValueOrDefault(mutant.Fault);
        string caughtBy = string.Join("; ", (caught is null ? [] : new[] { $"core: {mutant.Property}" }).Concat(refinement.Holds ? [] : ["core: no step of the design"]));
        string? problem = caught is null ? $"caught by: {(caughtBy.Length == 0 ? "nothing" : caughtBy)}\nstated: core: {mutant.Property}" : LayerText.Difference($"refinement: {found}", $"refinement: {known}");
        return Finding(
            "core", mutant.Fault, caughtBy, [new("states", result.StateCount + refinement.StateCount), new("steps", result.TransitionCount + refinement.StepCount)],
            Counterexample.Of(mutant.Fault, caught?.Trace ?? refinement.Trace), problem);
    }

    private static VerificationFinding Finding(
        string kind, string fault, string caughtBy, ImmutableArray<VerificationSize> size, Counterexample? counterexample, string? problem) => new()
        {
            Status = problem is null ? VerificationStatus.Holds : VerificationStatus.Failed,
            Size = [new("mutants", 1), .. size],
            Problem = problem,
            Counterexample = counterexample,
            Mutant = new MutantResult(kind, fault, caughtBy, counterexample?.Length),
        };
}
