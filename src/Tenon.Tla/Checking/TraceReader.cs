using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>Makes the model checker's traces into runs of the specification: with values, and as ALIAS shows them.</summary>
internal sealed class TraceReader(CheckPlan plan, ModelParts parts)
{
    public TlaTrace Read(Trace trace)
    {
        ImmutableArray<Value[]> states = [.. trace.Steps.Select(step => step.State.Select(field => parts.ValueOf(field.Value)).ToArray())];

        // The last state of a lasso repeats the one at which the loop begins.
        int count = trace.LoopStart is null ? states.Length : states.Length - 1;
        ImmutableArray<TlaTraceState>.Builder shown = ImmutableArray.CreateBuilder<TlaTraceState>(count);
        for (int i = 0; i < count; i++)
        {
            Value[] next = states[Math.Min(i + 1, states.Length - 1)];
            shown.Add(new TlaTraceState(i == 0 ? null : trace.Steps[i].Action ?? "Stuttering", Show(states[i], next)));
        }

        return new TlaTrace(shown.ToImmutable(), trace.LoopStart, trace.LoopStart is null ? null : trace.Steps[^1].Action);
    }

    private ImmutableArray<(string Name, Value Value)> Show(Value[] state, Value[] next)
    {
        ImmutableArray<(string, Value)> own = [.. plan.Spec.Variables.Select(variable => (variable.Name, state[variable.Index]))];
        if (plan.Alias is not BoundExpr alias)
        {
            return own;
        }

        try
        {
            StateMachine machine = new(plan.Evaluator);
            machine.Worker.Statistics = parts.Statistics;
            machine.Load(Words(state));
            machine.LoadNext(Words(next));
            Value value = machine.Eval(alias);
            return value is FunctionValue function && function.ToFinite() is { IsRecord: true } record
                ? [.. Enumerable.Range(0, record.Count).Select(i => (((StringValue)record.FiniteDomain[i]).Text, record.Values[i]))] // A record's keys are strings.
                : [("ALIAS", value)];
        }
        catch (EvaluationException)
        {
            return own; // A trace is worth more than the way it was to be shown.
        }
    }

    private ulong[] Words(Value[] state) => [.. state.Select(plan.Evaluator.Values.WordOf)];
}
