using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Search.Disk;

/// <summary>Makes checkpoints of what a search has counted, and counts on from them.</summary>
internal static class SearchPoints
{
    /// <summary>What was counted, by all workers together.</summary>
    public static SearchPoint Of(PackedModel model, CheckOptions options, PropertyList properties, StateVisitor[] visitors, TimeSpan elapsed)
    {
        ImmutableArray<string> names = model.ActionNames;
        DeadlockDigest deadlocks = visitors.Aggregate(default(DeadlockDigest), (sum, visitor) => sum + visitor.Deadlocks);
        return new SearchPoint
        {
            Search = Describe(model, options),
            Depth = 0,
            InitialCount = 0,
            ExpandedCount = 0,
            WaitingCount = 0,
            LongestState = visitors.Max(visitor => visitor.Sink.LongestState),
            OutsideCount = visitors.Sum(visitor => visitor.Sink.TotalOutsideCount),
            ActionNames = names,
            Transitions = [.. Enumerable.Range(0, names.Length).Select(i => visitors.Sum(visitor => visitor.Sink.TransitionCounts[i]))],
            Enabled = [.. Enumerable.Range(0, names.Length).Select(i => visitors.Sum(visitor => visitor.Sink.EnabledCounts[i]))],
            DeadlockCount = deadlocks.Count,
            DeadlockSumHigh = (ulong)(deadlocks.Sum >> 64),
            DeadlockSumLow = (ulong)(deadlocks.Sum & ulong.MaxValue),
            Antecedents = [.. properties.AntecedentCounts],
            Findings = [.. properties.Found.Select(each => each is Finding found ? new FindingPoint(found.StateId, found.StepOrdinal) : null)],
            ElapsedTicks = elapsed.Ticks,
        };
    }

    /// <summary>Gives everything that was counted to one worker.</summary>
    /// <exception cref="IOException">The checkpoint is of another search.</exception>
    public static void Restore(SearchPoint point, PackedModel model, CheckOptions options, PropertyList properties, StateVisitor visitor)
    {
        string search = Describe(model, options);
        if (point.Search != search)
        {
            throw new IOException($"The checkpoint is of another search:\n  there: {point.Search}\n  here:  {search}");
        }

        model.RestoreActionNames(point.ActionNames);
        visitor.Restore(
            new DeadlockDigest(point.DeadlockCount, new UInt128(point.DeadlockSumHigh, point.DeadlockSumLow)),
            sink => sink.Restore(point.Transitions.AsSpan(), point.Enabled.AsSpan(), point.OutsideCount, point.LongestState));
        for (int i = 0; i < properties.Properties.Length; i++)
        {
            properties.AntecedentCounts[i] = point.Antecedents[i];
            if (point.Findings[i] is FindingPoint found)
            {
                properties.Decide(i, new Finding(0, found.StateId, found.StepOrdinal));
            }
        }
    }

    // A model is known by its name, which has its parameters, its properties, and its initial states.
    private static string Describe(PackedModel model, CheckOptions options)
    {
        SuccessorSink sink = new(model.MaximumActionCount, 1);
        sink.BeginInitialStates();
        model.ForWorker().AddInitialStates(sink);
        ulong sum = 0;
        foreach (ulong word in sink.Entries(0))
        {
            sum = unchecked((sum * 31) + word);
        }

        IEnumerable<string> properties = model.Properties.Select(property => $"{property.Kind} '{property.Name}'");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Name}{(options.Symmetry ? ", symmetry" : "")}{(options.ContinueAfterViolation ? ", past violations" : "")}, initial states {sum:x16}, {string.Join(", ", properties)}");
    }
}
