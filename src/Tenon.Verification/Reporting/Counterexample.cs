using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Checking;
using Tenon.Tla.Checking;

namespace Tenon.Verification.Reporting;

/// <summary>A step of a <see cref="Counterexample"/>. Immutable.</summary>
/// <param name="Action">The action as people read it; null for the state in which the run begins.</param>
/// <param name="Changes">What it changed; of the first, the whole state.</param>
public sealed record CounterexampleStep(string? Action, ImmutableArray<StateField> Changes)
{
    /// <summary>The name of the action, without what it is done to and without its place in a text; empty for the first.</summary>
    public string Kind
    {
        get
        {
            int end = Action?.IndexOfAny([' ', '(', '{', ':']) ?? 0;
            string name = Action is null ? "" : end < 0 ? Action : Action[..end];
            return Specifications.DesignSpecification.NameOf(name);
        }
    }
}

/// <summary>A run that shows something, of whichever description of the machine. Immutable.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Steps">The steps, the state in which it begins first.</param>
/// <param name="LoopStart">Of a run whose end is repeated for ever, the index at which that begins; null for others.</param>
public sealed record Counterexample(string Title, ImmutableArray<CounterexampleStep> Steps, int? LoopStart)
{
    /// <summary>Steps taken.</summary>
    public int Length => Steps.Length - 1;

    /// <summary>A run of a model.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="trace">The run; null for none.</param>
    public static Counterexample? Of(string title, Trace? trace) => trace is null
        ? null
        : new(title, [.. trace.Steps.Select((step, i) => new CounterexampleStep(i == 0 ? null : step.Action ?? "(stutter)", [.. trace.Changes(i)]))], trace.LoopStart);

    /// <summary>A run of a specification.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="run">The run; null for none.</param>
    public static Counterexample? Of(string title, SpecificationRun? run) => run is null
        ? null
        : new(title, [.. run.States.Select((state, i) => new CounterexampleStep(
            i == 0 ? null : state.Action ?? "(stutter)", i == 0 ? state.Variables : [.. state.Variables.Except(run.States[i - 1].Variables)]))], run.LoopStart);

    /// <summary>The run as text: numbered steps, with what each changed.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < Steps.Length; i++)
        {
            text.Append(LoopStart == i ? "  -- from here on repeated for ever --\n" : "");
            text.Append(CultureInfo.InvariantCulture, $"{i,3}  {Steps[i].Action ?? "(initial)"}\n");
            foreach (StateField field in i == 0 ? [] : Steps[i].Changes)
            {
                text.Append(CultureInfo.InvariantCulture, $"       {field.Name} = {field.Value}\n");
            }
        }

        return text.ToString();
    }
}
