using System.Globalization;
using Tenon.Checking.Properties;
using Tenon.Checking.Search;

namespace Tenon.Checking.Output;

/// <summary>Says which part of a violated property was false, and where, by taking the counterexample again.</summary>
internal static class Explanation
{
    /// <param name="model">The model.</param>
    /// <param name="index">The property's index.</param>
    /// <param name="trace">Its counterexample; null for a "sometimes" of which there is no example.</param>
    public static string Of(PackedModel model, int index, Trace? trace)
    {
        PackedModel worker = model.ForWorker();
        Property<ReadOnlySpan<ulong>, int> property = worker.Properties.ElementAt(index);
        return trace is null
            ? "no reachable state satisfies it"
            : property.Kind switch
            {
                PropertyKind.Always => OfState(worker, property, trace),
                PropertyKind.AlwaysStep => string.Create(CultureInfo.InvariantCulture, $"false of the step to state {trace.Length}, {trace.Actions.LastOrDefault()}"),
                PropertyKind.DeadlockFree => string.Create(CultureInfo.InvariantCulture, $"no step is possible in state {trace.Length}"),
                _ => OfLasso(worker, property, trace),
            };
    }

    private static string OfState(PackedModel worker, Property<ReadOnlySpan<ulong>, int> property, Trace trace)
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"in state {trace.Length}");
        if (property.Antecedent is not null)
        {
            return $"{at} its antecedent is true and its consequent false";
        }

        if (property.Parts.Count == 0)
        {
            return $"false {at}";
        }

        bool[] holds = new bool[property.Parts.Count];
        Walk(worker, trace, (i, state) =>
        {
            for (int part = 0; part < holds.Length && i == trace.Length; part++)
            {
                holds[part] = property.Parts[part].Condition(state);
            }
        });
        return $"{at} false: {string.Join(", ", property.Parts.Where((_, part) => !holds[part]).Select(part => $"'{part.Name}'"))}";
    }

    private static string OfLasso(PackedModel worker, Property<ReadOnlySpan<ulong>, int> property, Trace trace)
    {
        string why = new LassoExplanation(worker, property.Formula!, trace).Why(); // Set for this kind.
        return string.Create(CultureInfo.InvariantCulture, $"{why}; states {trace.LoopStart} to {trace.Length} repeat for ever");
    }

    private static void Walk(PackedModel worker, Trace trace, Visit visit)
    {
        TraceBuilder builder = new(worker);
        for (int i = 0; i < trace.Steps.Length; i++)
        {
            builder.Go(trace.Steps[i].Ordinal);
            worker.Enter(builder.State);
            visit(i, builder.State);
        }
    }

    private delegate void Visit(int index, ReadOnlySpan<ulong> state);
}
