using System.Collections.Immutable;
using System.Globalization;

namespace Tenon.Checking.PartialOrder;

/// <summary>Compares the search with partial-order reduction with the full search, on instances small enough for both.</summary>
public static class PartialOrderCheck
{
    /// <summary>Checks a model both ways, to the end.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How; of the mode, reductions and what happens after a violation no notice is taken. Null for the defaults.</param>
    /// <param name="cancellationToken">Ends both searches early.</param>
    /// <returns>Both results. If either search ended early, what is not decided is no difference.</returns>
    /// <exception cref="PartialOrderException">The reduction is refused.</exception>
    /// <exception cref="ModelException">The model threw, or does what it declares not to do.</exception>
    public static PartialOrderComparison SelfCheck(PackedModel model, CheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = (options ?? new CheckOptions()) with { Mode = SearchMode.BreadthFirst, Symmetry = false, ContinueAfterViolation = true };
        CheckResult reduced = Checker.Check(model, options with { PartialOrder = true }, cancellationToken);
        CheckResult full = Checker.Check(model, options with { PartialOrder = false }, cancellationToken);
        return new(full, reduced, full.IsExhaustive && reduced.IsExhaustive ? [.. Differences(full, reduced)] : []);
    }

    /// <inheritdoc cref="SelfCheck(PackedModel, CheckOptions?, CancellationToken)"/>
    /// <typeparam name="TState">The type of states.</typeparam>
    /// <typeparam name="TAction">The type of actions.</typeparam>
    public static PartialOrderComparison SelfCheck<TState, TAction>(
        Model<TState, TAction> model, CheckOptions? options = null, CancellationToken cancellationToken = default)
        where TState : notnull
        where TAction : notnull =>
        SelfCheck(Checker.Pack(model), options, cancellationToken);

    private static IEnumerable<string> Differences(CheckResult full, CheckResult reduced)
    {
        for (int i = 0; i < full.Properties.Length; i++)
        {
            (PropertyResult one, PropertyResult other) = (full.Properties[i], reduced.Properties[i]);
            if (one.Verdict != other.Verdict)
            {
                yield return $"the property '{one.Name}': {one.Verdict} without reduction, {other.Verdict} with it";
            }
        }

        if (full.Deadlocks != reduced.Deadlocks)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"states without steps: {full.Deadlocks.Count} without reduction, {reduced.Deadlocks.Count} with it, or other ones");
        }

        ImmutableHashSet<string> found = Enabled(full);
        foreach (string name in found.SymmetricExcept(Enabled(reduced)).Order(StringComparer.Ordinal))
        {
            yield return $"the action {name}: {(found.Contains(name) ? "never enabled with reduction" : "never enabled without reduction")}";
        }
    }

    private static ImmutableHashSet<string> Enabled(CheckResult result) =>
        [.. result.Actions.Where(action => action.EnabledStateCount > 0).Select(action => action.Name)];
}
