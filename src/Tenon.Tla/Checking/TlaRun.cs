using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Output;
using Tenon.Checking.Properties;
using Tenon.Tla.Configuration;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.StandardModules;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>One check of one specification, from files to an outcome.</summary>
/// <param name="options">How.</param>
/// <param name="print">Takes what the specification prints, line by line.</param>
/// <param name="cancellationToken">Ends it early, with what is known then.</param>
internal sealed class TlaRun(TlaCheckOptions options, Action<string> print, CancellationToken cancellationToken)
{
    private readonly DiagnosticBag _diagnostics = new();
    private ImmutableArray<Diagnostic> _warnings = [];

    public IProgress<CheckProgress>? Progress { get; init; }

    public TlaOutcome Run()
    {
        SearchStatistics statistics = new(options, Progress);
        try
        {
            LoadedSpec loaded = SpecLoader.Load(options.SpecPath, options.ConfigPath, options.Libraries);
            _warnings = loaded.Warnings;
            return Check(loaded, statistics) with { Elapsed = statistics.Elapsed };
        }
        catch (SpecificationException e)
        {
            return new TlaOutcome
            {
                End = e.IsConfiguration ? TlaEnd.ConfigurationError : TlaEnd.ParseError,
                ExitCode = e.IsConfiguration ? TlaExitCode.Configuration : TlaExitCode.Parse,
                Message = e.Message,
                Diagnostics = [.. e.Diagnostics],
                Elapsed = statistics.Elapsed,
            };
        }
    }

    private TlaOutcome Check(LoadedSpec loaded, SearchStatistics statistics)
    {
        Evaluator evaluator = new(loaded.Spec, options.Seed) { Output = print };
        StateMachine machine = new(evaluator);
        statistics.ChecksDeadlock = options.Deadlock ?? loaded.Config.CheckDeadlock ?? true;
        machine.Worker.Statistics = statistics.Of;
        CheckPlan plan;
        try
        {
            if (FalseAssumption(loaded.Spec, evaluator, machine) is TlaOutcome outcome)
            {
                return outcome;
            }

            plan = PlanBuilder.Build(loaded, evaluator, machine.Worker, _diagnostics);
            _warnings = [.. _warnings, .. _diagnostics.All];
            Refuse(plan, loaded.Config);
        }
        catch (EvaluationException e)
        {
            return Failure(e, null, TlaExitCode.SpecificationEvaluation);
        }

        if (!plan.HasBehaviors)
        {
            return Postconditions(plan, machine.Worker.Registers, statistics, null) ?? new TlaOutcome { End = TlaEnd.Holds, ExitCode = TlaExitCode.Success, Diagnostics = _warnings };
        }

        ModelParts parts;
        try
        {
            parts = Parts(plan, machine, loaded.Config, statistics);
            if (FalseInitially(plan, parts, machine) is TlaOutcome outcome)
            {
                return outcome;
            }
        }
        catch (EvaluationException e)
        {
            return Failure(e, null, TlaExitCode.SpecificationEvaluation);
        }

        return Search(plan, parts);
    }

    // What would give wrong answers is refused rather than done.
    private static void Refuse(CheckPlan plan, ModelConfig config)
    {
        if (config.View is ConfigName view && (!plan.Temporal.IsEmpty))
        {
            throw new SpecificationException(
                [new Diagnostic(view.Span, $"VIEW {view.Name} and temporal properties together give wrong answers", "check the temporal properties without the view, in a configuration of their own")],
                isConfiguration: true);
        }
    }

    private TlaOutcome? FalseAssumption(ResolvedSpec spec, Evaluator evaluator, StateMachine machine)
    {
        foreach (Assumption assumption in spec.Assumptions)
        {
            bool holds;
            try
            {
                Value value = machine.EvalConstant(evaluator.Bind(assumption.Body, assumption.Definition.Frame));
                holds = value is BooleanValue { IsTrue: true };
                if (value is not BooleanValue)
                {
                    throw new EvaluationException($"An assumption has to be TRUE or FALSE, and this one is {value.Describe()}");
                }
            }
            catch (EvaluationException e)
            {
                return Failure(e, null, TlaExitCode.AssumptionFalse, $"Evaluating assumption {assumption.Body.Span} failed.");
            }

            if (!holds)
            {
                string name = assumption.Name is null ? "" : $"{assumption.Name}, ";
                return new TlaOutcome
                {
                    End = TlaEnd.AssumptionFalse,
                    ExitCode = TlaExitCode.AssumptionFalse,
                    Message = $"Assumption {name}{assumption.Body.Span} is false.",
                    Diagnostics = _warnings,
                };
            }
        }

        return null;
    }

    private ModelParts Parts(CheckPlan plan, StateMachine machine, ModelConfig config, SearchStatistics statistics)
    {
        ImmutableArray<SubAction> actions = plan.Next is BoundExpr next
            ? new ActionSplitter(machine.Worker, splitsQuantifiers: true).Split(next, null)
            : [];
        SymmetryPermutations? symmetries = null;
        if (plan.Symmetry is NamedFormula symmetry && !options.Simulate)
        {
            symmetries = SymmetryPermutations.Of(machine.EvalConstant(symmetry.Formula), plan.Evaluator.Values);
            if (symmetries.Count == 0)
            {
                _diagnostics.Warn(config.Symmetry!.Span, $"the symmetry {symmetry.Name} permutes nothing"); // The plan has one.
                _warnings = _warnings.Add(_diagnostics.All[^1]);
            }
        }

        ModelParts parts = new(plan, actions, statistics)
        {
            Symmetries = symmetries,
            ChecksDeadlock = statistics.ChecksDeadlock,
            ChecksTemporal = options.Liveness && !options.Simulate && !plan.Temporal.IsEmpty,
            Registers = new Dictionary<Value, Value>(machine.Worker.Registers),
        };
        return parts;
    }

    private TlaOutcome? FalseInitially(CheckPlan plan, ModelParts parts, StateMachine machine)
    {
        if (plan.ImpliedInits.IsEmpty)
        {
            return null;
        }

        StateList states = new();
        SpecModel.FindInitial(parts, machine, states);
        foreach (ulong[] state in states.States)
        {
            machine.Load(state);
            foreach (NamedFormula property in plan.ImpliedInits)
            {
                if (!machine.Test(property.Formula))
                {
                    ImmutableArray<(string, Value)> values = [.. plan.Spec.Variables.Select(variable => (variable.Name, plan.Evaluator.Values.ValueOf(state[variable.Index])))];
                    return new TlaOutcome
                    {
                        End = TlaEnd.InitialPropertyViolated,
                        ExitCode = TlaExitCode.Liveness,
                        Message = $"Property {property.Name} is violated by the initial state:",
                        Violated = [property.Name],
                        Trace = new TlaTrace([new TlaTraceState(null, values)], null, null),
                        Diagnostics = _warnings,
                    };
                }
            }
        }

        return null;
    }

    private TlaOutcome Search(CheckPlan plan, ModelParts parts)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        parts.Stop = stop.Cancel;
        CheckOptions check = new()
        {
            Mode = options.Simulate ? SearchMode.Simulation : SearchMode.BreadthFirst,
            WorkerCount = options.WorkerCount,
            ContinueAfterViolation = options.Continue,
            MaximumDepth = options.Depth is int depth ? Math.Max(0, depth - 1) : null,
            WalkCount = options.WalkCount,
            Seed = options.Seed,
            MaximumTime = options.MaximumTime,
            MaximumStates = options.MaximumStates,
            MaximumMemoryBytes = options.MaximumMemoryBytes,
            Progress = parts.Statistics,
        };
        SpecModel model = new(parts);
        CheckResult result;
        try
        {
            result = Checker.Check(model, check, stop.Token);
        }
        catch (ModelException e) when (e.InnerException is EvaluationException inner)
        {
            return Failure(inner, new TraceReader(plan, parts).Read(e.Trace), PhaseOf(inner));
        }
        catch (EvaluationException e)
        {
            return Failure(e, null, PhaseOf(e));
        }
        catch (NotSupportedException e)
        {
            return new TlaOutcome { End = TlaEnd.Incomplete, ExitCode = TlaExitCode.Incomplete, Message = e.Message, Diagnostics = _warnings };
        }

        if (options.DumpDotPath is string path)
        {
            File.WriteAllText(path, GraphExport.ToDot(new SpecModel(parts), int.MaxValue));
        }

        TlaOutcome outcome = Judge(plan, parts, result);
        parts.Statistics.Outcome = outcome;
        Dictionary<Value, Value> registers = [];
        foreach (Worker worker in parts.Workers)
        {
            foreach ((Value key, Value value) in worker.Registers)
            {
                // A thread that did not search, or set nothing, has what it began with.
                bool isUntouched = parts.Registers.TryGetValue(key, out Value? first) && ReferenceEquals(first, value);
                if (!isUntouched || !registers.ContainsKey(key))
                {
                    registers[key] = value;
                }
            }
        }

        return Postconditions(plan, registers, parts.Statistics, outcome) ?? outcome;
    }

    private TlaOutcome Judge(CheckPlan plan, ModelParts parts, CheckResult result)
    {
        TlaOutcome outcome = new()
        {
            End = TlaEnd.Holds,
            ExitCode = TlaExitCode.Success,
            Diagnostics = _warnings,
            Claims = [.. result.Properties.Select(property => SpecModel.ConfiguredName(property.Name)).Distinct(StringComparer.Ordinal)],
            Generated = parts.InitialGenerated + result.TransitionCount + result.OutsideCount + parts.BetweenCount - parts.EnteredOutsideCount,
            Distinct = result.StateCount - (options.Simulate ? 0 : parts.OutsideCount),
            InitialDistinct = result.InitialStateCount,
            Left = result.StopReason == StopReason.WalksDone ? 0 : result.WaitingStateCount,
            Depth = result.StateCount == 0 ? 0 : parts.HasOutside ? parts.Statistics.DepthWithin : result.Depth + 1,
            Actions = result.Actions,
            Vacuous = [.. result.Properties.Where(property => property.Verdict == Verdict.HoldsVacuously && property.AntecedentCount == 0).Select(property => property.Name)],
            CollisionProbability = result.CollisionProbability,
            StopReason = result.StopReason,
            KeptBytes = result.VisitedBytes + result.FrontierBytes + result.ModelBytes,
        };
        ImmutableArray<PropertyResult> violated = [.. result.Properties.Where(property => property.Verdict == Verdict.Violated)];
        if (violated.IsEmpty)
        {
            bool isComplete = result.StopReason is StopReason.Exhausted or StopReason.WalksDone || parts.IsStopped;
            return isComplete ? outcome : outcome with { End = TlaEnd.Incomplete, ExitCode = TlaExitCode.Incomplete, Message = $"The search was not finished ({result.StopReason})." };
        }

        return Violations.Of(outcome, violated, new TraceReader(plan, parts), options.Continue);
    }

    private TlaOutcome? Postconditions(CheckPlan plan, IReadOnlyDictionary<Value, Value> registers, SearchStatistics statistics, TlaOutcome? outcome)
    {
        if (plan.Postconditions.IsEmpty)
        {
            return null;
        }

        StateMachine machine = new(plan.Evaluator);
        machine.Worker.Statistics = statistics.Of;
        foreach ((Value key, Value value) in registers)
        {
            machine.Worker.Registers[key] = value;
        }

        foreach (NamedFormula condition in plan.Postconditions)
        {
            try
            {
                if (machine.EvalConstant(condition.Formula) is not BooleanValue { IsTrue: true })
                {
                    TlaOutcome failed = outcome ?? new TlaOutcome { End = TlaEnd.Holds, ExitCode = 0, Diagnostics = _warnings };
                    return failed.ExitCode != 0 ? failed : failed with { End = TlaEnd.AssumptionFalse, ExitCode = TlaExitCode.AssumptionFalse, Message = $"Postcondition {condition.Name} is false." };
                }
            }
            catch (EvaluationException e)
            {
                return Failure(e, null, TlaExitCode.AssumptionFalse, $"Evaluating postcondition {condition.Name} failed.");
            }
        }

        return null;
    }

    private TlaOutcome Failure(EvaluationException e, TlaTrace? trace, int exitCode, string before = "")
    {
        bool isAssertion = e is AssertionException;
        return new TlaOutcome
        {
            End = TlaEnd.EvaluationError,
            ExitCode = isAssertion && exitCode != TlaExitCode.AssumptionFalse ? TlaExitCode.Assertion : exitCode,
            Message = before.Length == 0 ? e.Message : $"{before}\n{e.Message}",
            Trace = trace,
            Stack = [.. e.Spans.Reverse()],
            Diagnostics = _warnings,
        };
    }

    private static int PhaseOf(EvaluationException e) => e.Data["phase"] is int code ? code : TlaExitCode.SpecificationEvaluation;
}
