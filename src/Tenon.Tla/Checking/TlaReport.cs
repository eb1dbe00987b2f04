using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Checking;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>An outcome as text, in the words of TLC where it has words: scripts look for them.</summary>
internal static class TlaReport
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Text(TlaOutcome outcome, bool isDiff)
    {
        StringBuilder text = new();
        if (outcome.End is TlaEnd.ParseError or TlaEnd.ConfigurationError)
        {
            foreach (Diagnostic diagnostic in outcome.Diagnostics)
            {
                text.Append(diagnostic);
            }

            int errors = outcome.Diagnostics.Count(diagnostic => !diagnostic.IsWarning);
            return text.Append(Plain, $"{errors} error{(errors == 1 ? "" : "s")} in the {(outcome.End == TlaEnd.ParseError ? "specification" : "configuration")}.\n").ToString();
        }

        foreach (Diagnostic warning in outcome.Diagnostics.Where(diagnostic => diagnostic.IsWarning))
        {
            text.Append(warning);
        }

        AppendVerdict(text, outcome, isDiff);
        if (outcome.StopReason is not null || (outcome.End == TlaEnd.Holds && outcome.Generated == 0))
        {
            AppendCounts(text, outcome);
        }

        return text.ToString();
    }

    private static void AppendVerdict(StringBuilder text, TlaOutcome outcome, bool isDiff)
    {
        if (outcome.End == TlaEnd.Holds)
        {
            text.Append(outcome.StopReason == StopReason.WalksDone
                ? "Simulation completed. No error has been found.\n"
                : "Model checking completed. No error has been found.\n");
            if (outcome.CollisionProbability > 0)
            {
                text.Append(Plain, $"  The probability that two states were taken for one is at most {outcome.CollisionProbability:0.0E+0}.\n");
            }

            return;
        }

        text.Append(Plain, $"Error: {outcome.Message}\n");
        if (outcome.Trace is TlaTrace trace)
        {
            bool isLasso = trace.LoopStart is not null;
            if (outcome.End is not TlaEnd.InitialPropertyViolated && !(outcome.End == TlaEnd.InvariantViolated && trace.States.Length == 1))
            {
                text.Append(isLasso ? "Error: The following behavior constitutes a counter-example:\n" : "Error: The behavior up to this point is:\n");
                AppendTrace(text, trace, isDiff);
            }
            else
            {
                AppendState(text, trace.States[0].Values);
                text.Append('\n');
            }
        }

        if (!outcome.Stack.IsEmpty)
        {
            text.Append("The error occurred when evaluating the nested expressions at the following positions:\n");
            for (int i = 0; i < outcome.Stack.Length; i++)
            {
                SourceSpan span = outcome.Stack[i];
                text.Append(Plain, $"{i}. Line {span.StartLine}, column {span.StartColumn} to line {span.EndLine}, column {span.EndColumn} in {span.Module}\n");
            }

            AppendSource(text, outcome.Stack[^1]);
        }
    }

    // The innermost expression as it is written.
    private static void AppendSource(StringBuilder text, SourceSpan span)
    {
        if (span.Source is not null)
        {
            string diagnostic = new Diagnostic(span, "here").ToString();
            text.Append(diagnostic.AsSpan(diagnostic.IndexOf('\n', StringComparison.Ordinal) + 1));
        }
    }

    private static void AppendTrace(StringBuilder text, TlaTrace trace, bool isDiff)
    {
        for (int i = 0; i < trace.States.Length; i++)
        {
            TlaTraceState state = trace.States[i];
            text.Append(Plain, $"State {i + 1}: <{state.Action ?? "Initial predicate"}>\n");
            ImmutableArray<(string Name, Value Value)> before = i > 0 && isDiff ? trace.States[i - 1].Values : [];
            AppendState(text, [.. state.Values.Where(each => !before.Any(other => other.Name == each.Name && Value.Same(other.Value, each.Value)))], state.Values.Length > 1);
            text.Append('\n');
        }

        if (trace.LoopStart is int start)
        {
            text.Append(trace.LoopAction is string action
                ? string.Create(Plain, $"Back to state {start + 1}: <{action}>\n\n")
                : start == trace.States.Length - 1
                    ? string.Create(Plain, $"State {trace.States.Length + 1}: Stuttering\n\n")
                    : string.Create(Plain, $"Back to state {start + 1}\n\n"));
        }
    }

    private static void AppendState(StringBuilder text, ImmutableArray<(string Name, Value Value)> values, bool? isList = null)
    {
        foreach ((string name, Value value) in values)
        {
            text.Append(isList ?? values.Length > 1 ? "/\\ " : "").Append(Plain, $"{name} = {ValueText.Of(value)}\n");
        }
    }

    private static void AppendCounts(StringBuilder text, TlaOutcome outcome)
    {
        if (!outcome.Actions.IsEmpty)
        {
            text.Append("Actions: states generated, states in which it is enabled\n");
            foreach (ActionCount action in outcome.Actions)
            {
                text.Append(Plain, $"  {action.Name}: {action.TransitionCount}, {action.EnabledStateCount}{(action.EnabledStateCount == 0 ? "  (never enabled)" : "")}\n");
            }
        }

        foreach (string name in outcome.Vacuous)
        {
            text.Append(Plain, $"Warning: nothing was ever demanded of {name}: its antecedent was never true.\n");
        }

        text.Append(Plain, $"{outcome.Generated} states generated, {outcome.Distinct} distinct states found, {outcome.Left} states left on queue.\n");
        if (outcome.End == TlaEnd.Holds && outcome.StopReason != StopReason.WalksDone)
        {
            text.Append(Plain, $"The depth of the complete state graph search is {outcome.Depth}.\n");
        }

        text.Append(Plain, $"Finished in {outcome.Elapsed.TotalSeconds:0.00}s\n");
    }
}
