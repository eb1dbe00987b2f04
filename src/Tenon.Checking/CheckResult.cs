using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tenon.Checking;

/// <summary>What a search found. Immutable.</summary>
public sealed record CheckResult
{
    /// <summary>The model's name.</summary>
    public required string ModelName { get; init; }

    /// <summary>Why the search ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Distinct states found within the boundary. For simulation, states visited, repetitions included.</summary>
    public required long StateCount { get; init; }

    /// <summary>Distinct initial states.</summary>
    public required long InitialStateCount { get; init; }

    /// <summary>Steps generated from all expanded states, those to known states included, those out of the boundary not.</summary>
    public required long TransitionCount { get; init; }

    /// <summary>Steps that left the boundary and were not followed.</summary>
    public required long OutsideCount { get; init; }

    /// <summary>The greatest number of steps from an initial state; in breadth-first search along shortest paths.</summary>
    public required int Depth { get; init; }

    /// <summary>
    /// Under partial-order reduction, the states of which steps were left out; null without. If there are any, all counts are of the states
    /// and steps that were searched, which are fewer than the model has.
    /// </summary>
    public long? ReducedStateCount { get; init; }

    internal Search.DeadlockDigest Deadlocks { get; init; }

    /// <summary>
    /// Every state of at most this many steps from an initial state was found and judged; -1 if not even every initial state was. Null for searches
    /// that cover no depth completely: depth first and simulation.
    /// </summary>
    public required int? CompleteDepth { get; init; }

    /// <summary>States found whose steps were not followed.</summary>
    public required long WaitingStateCount { get; init; }

    /// <summary>The properties, in the model's order.</summary>
    public required ImmutableArray<PropertyResult> Properties { get; init; }

    /// <summary>The actions, in the model's order.</summary>
    public required ImmutableArray<ActionCount> Actions { get; init; }

    /// <summary>An upper bound, for well-mixed fingerprints, of the probability that any two states were taken for one. 0 if impossible.</summary>
    public required double CollisionProbability { get; init; }

    /// <summary>Bytes of the visited set, with the links from which traces are made.</summary>
    public required long VisitedBytes { get; init; }

    /// <summary>Bytes that states waiting for expansion took at most.</summary>
    public required long FrontierBytes { get; init; }

    /// <summary>Bytes on disk at most; 0 without <see cref="CheckOptions.Disk"/>.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Whether a checkpoint was left at which the search can be continued.</summary>
    public bool IsResumable { get; init; }

    /// <summary>Bytes of what the model itself keeps of the states it has met, as systems of actors do. 0 for other models.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>Time taken, before a checkpoint at which it was continued too.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether every reachable state within the boundary was expanded.</summary>
    public bool IsExhaustive => StopReason == StopReason.Exhausted;

    /// <summary>Whether every property holds, vacuously or not. Without a violation this is false if the search ended early.</summary>
    public bool Holds => Properties.All(property => property.Verdict is Verdict.Holds or Verdict.HoldsVacuously);

    /// <summary>The result about the property of this name.</summary>
    /// <param name="propertyName">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public PropertyResult this[string propertyName] =>
        Properties.FirstOrDefault(property => property.Name == propertyName)
        ?? throw new KeyNotFoundException($"The model {ModelName} has no property '{propertyName}'.");

    /// <summary>Returns this result if every property holds; for tests.</summary>
    /// <exception cref="PropertyViolatedException">A property is violated or undecided; the message is the whole report.</exception>
    public CheckResult RequireHolds() => Holds ? this : throw new PropertyViolatedException(ToString());

    /// <summary>The report as text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        string counts = string.Create(
            CultureInfo.InvariantCulture, $"{StateCount:N0} states, {TransitionCount:N0} transitions, depth {Depth}, {Elapsed.TotalSeconds:0.00} s");
        text.Append(CultureInfo.InvariantCulture, $"{ModelName}: {(IsExhaustive ? "exhausted" : $"not exhausted ({StopReason})")}, {counts}\n");
        if (ReducedStateCount is long reduced)
        {
            text.Append(CultureInfo.InvariantCulture, $"partial-order reduction: steps of {reduced:N0} states were left out; the model has more states and transitions than are counted here\n");
        }

        if (StopReason is not (StopReason.Exhausted or StopReason.Violation or StopReason.WalksDone))
        {
            text.Append(Coverage());
            text.Append(IsResumable ? "a checkpoint was made at which the search can be continued\n" : "");
        }

        text.Append(CollisionProbability == 0 ? "no two states can have been taken for one\n" : string.Create(
            CultureInfo.InvariantCulture, $"probability that two states were taken for one: at most {CollisionProbability:0.0e+0}\n"));

        foreach (PropertyResult property in Properties)
        {
            string antecedent = property.AntecedentCount is long count ? string.Create(CultureInfo.InvariantCulture, $" (antecedent held in {count:N0} states)") : "";
            text.Append(CultureInfo.InvariantCulture, $"{property.Kind} '{property.Name}': {property.Verdict}{antecedent}\n");
            if (property.Explanation is string explanation)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {explanation}\n");
            }

            if (property.Trace is not null && property.Verdict == Verdict.Violated)
            {
                text.Append(property.Trace);
            }
        }

        foreach (ActionCount action in Actions)
        {
            string dead = action.EnabledStateCount > 0 ? "" : IsExhaustive ? ", never enabled" : ", not enabled so far";
            text.Append(CultureInfo.InvariantCulture, $"action {action.Name}: {action.TransitionCount:N0} transitions{dead}\n");
        }

        return text.ToString();
    }

    // What a search that ended early has covered all the same.
    private string Coverage()
    {
        string depth = CompleteDepth is int complete
            ? complete < 0 ? "not every initial state was judged" : $"every state within {complete} steps of an initial state was judged"
            : "no depth was covered completely";
        IEnumerable<string> undecided = Properties.Where(property => property.Verdict == Verdict.Undecided).Select(property => $"'{property.Name}'");
        return string.Create(CultureInfo.InvariantCulture,
            $"covered: {depth}; {WaitingStateCount:N0} states were found and not expanded; undecided: {string.Join(", ", undecided.DefaultIfEmpty("nothing"))}\n");
    }
}
