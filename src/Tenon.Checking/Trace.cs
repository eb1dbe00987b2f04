using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tenon.Checking;

/// <summary>A run of a model: a finite one, or a lasso, whose end repeats for ever. Immutable.</summary>
public sealed class Trace
{
    internal Trace(ImmutableArray<TraceStep> steps, int? loopStart = null) => (Steps, LoopStart) = (steps, loopStart);

    /// <summary>The states in order, the initial one first.</summary>
    public ImmutableArray<TraceStep> Steps { get; }

    /// <summary>
    /// Of a lasso, the index of the state at which the repeated part begins; the last step leads back to an equal state. Null for a finite run.
    /// </summary>
    public int? LoopStart { get; }

    /// <summary>Steps taken: one less than there are states.</summary>
    public int Length => Steps.Length - 1;

    /// <summary>
    /// The choices made, from which the run can be replayed: the number of the initial state, then of each successor, such as <c>0/3/1</c>.
    /// </summary>
    public string Path => string.Join('/', Steps.Where(step => step.Ordinal >= 0).Select(step => step.Ordinal.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The actions taken, as people read them.</summary>
    public IEnumerable<string> Actions => Steps.Skip(1).Select(step => step.Action ?? "(stutter)");

    /// <summary>
    /// The parts of a state that differ from the state before, by name; of the first state, all. A part that is gone has the value "(gone)".
    /// </summary>
    /// <param name="index">The state's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public IEnumerable<StateField> Changes(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Steps.Length);
        if (index == 0)
        {
            return Steps[0].State;
        }

        ImmutableArray<StateField> before = Steps[index - 1].State;
        ImmutableArray<StateField> after = Steps[index].State;
        IEnumerable<StateField> gone = before.Where(field => !after.Any(each => each.Name == field.Name)).Select(field => field with { Value = "(gone)" });
        return after.Where(field => !before.Contains(field)).Concat(gone);
    }

    /// <summary>The run as text: numbered steps with their actions; after the first state, only the parts that changed.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < Steps.Length; i++)
        {
            if (LoopStart == i)
            {
                text.Append("  -- from here on repeated for ever --\n");
            }

            TraceStep step = Steps[i];
            string action = step.Action ?? (i == 0 ? "(initial)" : "(stutter)");
            text.Append(CultureInfo.InvariantCulture, $"{i,3}  {action}\n");
            foreach (StateField field in Changes(i))
            {
                text.Append(CultureInfo.InvariantCulture, $"       {field.Name} = {field.Value}\n");
            }
        }

        if (LoopStart is int start)
        {
            text.Append(CultureInfo.InvariantCulture, $"  -- back to {start} --\n");
        }

        return text.ToString();
    }
}
