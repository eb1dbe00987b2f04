using System.Globalization;
using Tenon.Invariants;
using Tenon.Invariants.State;
using Tenon.Splits;
using Tenon.Splits.Policy;

namespace Tenon.Pipeline.Indexes;

/// <summary>What a merge of an index must satisfy before its inputs are claimed.</summary>
public static class MergeOperationRules
{
    /// <summary>Demands it of a merge that is about to be planned: two inputs (MP-2) of one level (MP-1) that agree in all that makes splits
    /// compatible (MP-3, CS-1), of one window (TW-3, CS-2), which does not start before the index's compaction start (CS-3).</summary>
    /// <param name="inputs">The records of the inputs.</param>
    /// <param name="policy">The index's policy.</param>
    /// <exception cref="InvariantViolationException">It does not hold; the merge must not be planned.</exception>
    public static void Require(IReadOnlyList<SplitMetadata> inputs, MergePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(policy);
        Invariant.Require(MergePredicates.AtLeastTwoInputs(inputs.Count), InvariantId.AtLeastTwoInputs, $"a merge of {inputs.Count} inputs");
        Invariant.Require(
            MergePredicates.SameLevel([.. inputs.Select(input => input.Level)]), InvariantId.InputsShareLevel, $"levels {List(inputs.Select(input => input.Level))} in one merge");
        TimeWindow?[] windows = [.. inputs.Select(input => input.Window)];
        Invariant.Require(windows.Distinct().Count() == 1, InvariantId.WindowsNeverMix, $"windows {List(windows)} in one merge");
        Invariant.Require(
            windows.Select(window => window?.StartSeconds).Distinct().Count() == 1, InvariantId.WindowStartsEqual, $"windows {List(windows)} in one merge");
        CompactionScope?[] scopes = [.. inputs.Select(input => input.Scope)];
        bool isOne = scopes[0] is not null && Array.TrueForAll(scopes, scope => scope == scopes[0]);
        Invariant.Require(isOne, InvariantId.InputsCompatible, $"scopes {List(scopes)} in one merge");
        Invariant.Require(isOne, InvariantId.ScopesNeverMix, $"scopes {List(scopes)} in one merge");
        Invariant.Require(
            scopes[0] is CompactionScope first && policy.MayCompact(first),
            InvariantId.NotBeforeCompactionStart,
            $"a merge in window {windows[0]}, but the index merges only from {policy.Settings.CompactionStartTime} on");
    }

    private static string List<T>(IEnumerable<T> values) => string.Join(", ", values.Distinct().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
}
