using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Properties;

namespace Tenon.Tla.Checking;

/// <summary>What a search says of violated properties, in TLC's words.</summary>
internal static class Violations
{
    /// <summary>The outcome of a search that violated properties.</summary>
    /// <param name="outcome">What is known of the search.</param>
    /// <param name="violated">The violated properties; at least one.</param>
    /// <param name="reader">Makes the traces.</param>
    /// <param name="isAll">Whether each is shown, with its trace, and not only the one that is the nearest cause.</param>
    public static TlaOutcome Of(TlaOutcome outcome, IEnumerable<PropertyResult> violated, TraceReader reader, bool isAll)
    {
        // A state that is wrong is shown before runs that never become right: it is the nearer cause.
        ImmutableArray<PropertyResult> ordered =
        [
            .. violated.OrderBy(property => Rank(property.Kind)).ThenBy(property => property.Trace!.Length).DistinctBy(NameOf), // A violation found by a search has a trace.
        ];
        PropertyResult first = ordered[0];
        ImmutableArray<string> together = !isAll && IsTemporal(first.Kind) ? [.. ordered.Select(NameOf)] : [NameOf(first)];
        return One(outcome, first, together, reader) with { Further = isAll ? [.. ordered.Skip(1).Select(property => One(outcome, property, [NameOf(property)], reader))] : [] };
    }

    private static TlaOutcome One(TlaOutcome outcome, PropertyResult property, ImmutableArray<string> names, TraceReader reader)
    {
        string list = string.Join(" and ", names);
        outcome = outcome with { Violated = names, Trace = reader.Read(property.Trace!) }; // As above.
        return property.Kind switch
        {
            PropertyKind.Always => outcome with
            {
                End = TlaEnd.InvariantViolated,
                ExitCode = TlaExitCode.Safety,
                Message = property.Trace!.Length == 0 ? $"Invariant {list} is violated by the initial state:" : $"Invariant {list} is violated.", // As above.
            },
            PropertyKind.AlwaysStep => outcome with { End = TlaEnd.ActionPropertyViolated, ExitCode = TlaExitCode.Liveness, Message = $"Action property {list} is violated." },
            PropertyKind.DeadlockFree => outcome with { End = TlaEnd.Deadlock, ExitCode = TlaExitCode.Deadlock, Message = "Deadlock reached.", Violated = [] },
            _ => outcome with
            {
                End = TlaEnd.TemporalPropertyViolated,
                ExitCode = TlaExitCode.Liveness,
                Message = names.Length == 1 ? $"Temporal property {list} was violated." : $"Temporal properties {list} were violated.",
            },
        };
    }

    private static int Rank(PropertyKind kind) => kind switch
    {
        PropertyKind.Always => 0,
        PropertyKind.AlwaysStep => 1,
        PropertyKind.DeadlockFree => 2,
        _ => 3,
    };

    private static bool IsTemporal(PropertyKind kind) => Rank(kind) == 3;

    private static string NameOf(PropertyResult property) => SpecModel.ConfiguredName(property.Name);
}
