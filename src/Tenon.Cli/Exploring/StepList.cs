using System.Collections.Immutable;
using Tenon.Checking.Exploration;

namespace Tenon.Cli.Exploring;

/// <summary>A part of the steps of a state, as the page shows them.</summary>
/// <param name="FoundCount">How many there are of those that are looked for.</param>
/// <param name="Steps">The part of them that was asked for.</param>
internal sealed record StepList(int FoundCount, ImmutableArray<ExploredStep> Steps)
{
    /// <summary>The steps whose action, or what they change, contains a text; upper and lower case are the same.</summary>
    public static StepList Find(ExploredState state, string text, int first, int count)
    {
        ExploredStep[] found = [.. state.Steps.Where(step => Contains(step, text))];
        return new StepList(found.Length, [.. found.Skip(first).Take(count)]);
    }

    private static bool Contains(ExploredStep step, string text) =>
        step.Action?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || step.Changes.Any(change => $"{change.Name} = {change.After}".Contains(text, StringComparison.OrdinalIgnoreCase));
}
