using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Hashing;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Exploration;

/// <summary>Walks through the states of a model step by step, without a search, along paths such as those of <see cref="Trace.Path"/>.</summary>
/// <remarks>Remembers nothing but the model: the same path always leads to the same answer. May be used by several threads at once.</remarks>
/// <param name="model">The model.</param>
public sealed class StateExplorer(PackedModel model)
{
    /// <summary>The model.</summary>
    public PackedModel Model { get; } = model ?? throw new ArgumentNullException(nameof(model));

    /// <summary>Takes a run again and looks around in one of its states.</summary>
    /// <param name="path">The choices: the number of the initial state, then of each step, such as <c>0/3/1</c>; empty for none.</param>
    /// <param name="index">Which state of the run; the last one if null.</param>
    /// <param name="loopStart">The state at which the run's repeated part begins, as in <see cref="ExploredState.LoopStart"/>; null for none.</param>
    /// <param name="firstStep">The first of the state's steps that is wanted.</param>
    /// <param name="maximumStepCount">How many of them are wanted at most.</param>
    /// <exception cref="PathException">The model has no such choice, state or loop; or the path is not a list of numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The first step wanted, or their number, is negative.</exception>
    public ExploredState Visit(string path, int? index = null, int? loopStart = null, int firstStep = 0, int maximumStepCount = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumStepCount);
        Expander expander = new(Model);
        List<Place> places = Follow(expander, Parse(path));
        int at = index ?? places.Count - 2;
        if (at < Math.Min(0, places.Count - 2) || at > places.Count - 2)
        {
            throw new PathException($"The path {path} has the states 0 to {places.Count - 2}, there is no state {at}.", path);
        }

        CheckLoop(path, places, loopStart);
        Place place = places[at + 1];
        Dictionary<ulong, int> seen = [];
        for (int i = 1; i < places.Count; i++)
        {
            seen.TryAdd(Fingerprint.Of(places[i].Words), i - 1);
        }

        return new ExploredState
        {
            Run = [.. places.Skip(1).Select(each => each.Visited!)], // All but the first are states.
            Index = at,
            LoopStart = loopStart,
            Properties = [.. place.Properties],
            Steps = StepsOf(expander, places, place, seen, firstStep, maximumStepCount),
            StepCount = place.Expansion.Steps.Count,
            OutsideCount = place.Expansion.OutsideCount,
            Failure = place.Expansion.Failure,
        };
    }

    // The place before the run, then one for each state.
    private static List<Place> Follow(Expander expander, int[] choices)
    {
        List<Place> places = [new([], null, [], expander.Expand(null))];
        foreach (int choice in choices)
        {
            Place from = places[^1];
            string valid = string.Join('/', choices.Take(places.Count - 1).Select(each => each.ToString(CultureInfo.InvariantCulture)));
            if (choice >= from.Expansion.Steps.Count)
            {
                throw new PathException(Missing(from, choice, places.Count - 1), valid);
            }

            (int action, ulong[] words, ExploredProperty[] arrival) = from.Expansion.Steps[choice];
            string? label = from.Visited is null ? null : expander.Model.DescribeAction(from.Words, action, choice);
            Expansion expansion = expander.Expand(words);
            ExploredProperty[] properties = expander.Judge(words, expansion, arrival);
            ImmutableArray<StateField> fields = expander.Model.DescribeState(words);
            places.Add(new(words, new(label, choice, fields, FieldChange.Between(from.Fields, fields), ViolatedOf(properties)), properties, expansion));
        }

        return places;
    }

    private static ImmutableArray<ExploredStep> StepsOf(Expander expander, List<Place> places, Place place, Dictionary<ulong, int> seen, int first, int count)
    {
        List<(int Action, ulong[] Next, ExploredProperty[] Standings)> wanted = [.. place.Expansion.Steps.Skip(first).Take(count)];
        ImmutableArray<string> labels = place.Visited is null ? [] : expander.Model.DescribeActions(place.Words, [.. wanted.Select(step => step.Action)], first);
        return
        [
            .. wanted.Select((step, i) =>
            {
                Expansion next = expander.Expand(step.Next);
                ExploredProperty[] properties = expander.Judge(step.Next, next, step.Standings);
                bool isKnown = seen.TryGetValue(Fingerprint.Of(step.Next), out int known) && places[known + 1].Words.AsSpan().SequenceEqual(step.Next);
                return new ExploredStep(
                    first + i,
                    place.Visited is null ? null : labels[i],
                    FieldChange.Between(place.Fields, expander.Model.DescribeState(step.Next)),
                    isKnown ? known : null,
                    ViolatedOf(properties));
            }),
        ];
    }

    private void CheckLoop(string path, List<Place> places, int? loopStart)
    {
        if (loopStart is not int start)
        {
            return;
        }

        int last = places.Count - 2;
        if (start < 0 || start > last)
        {
            throw new PathException($"No loop of the path {path} begins at state {start}: it has the states 0 to {last}.", path);
        }

        if (start < last && !places[start + 1].Words.AsSpan().SequenceEqual(places[^1].Words))
        {
            throw new PathException($"The path {path} is no loop from state {start} on: its last state, {last}, is another one.", path);
        }

        if (start == last && Model.Stuttering == Stuttering.AtEnd && !places[^1].Expansion.IsEnd)
        {
            throw new PathException($"The path {path} cannot stay in its last state, {last}: a step is possible there.", path);
        }
    }

    private static int[] Parse(string path)
    {
        List<int> choices = [];
        foreach (string part in path.Length == 0 ? [] : path.Split('/'))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int choice))
            {
                throw new PathException(
                    $"'{part}' is no choice: numbers separated by slashes are expected, such as 0/3/1.", string.Join('/', choices));
            }

            choices.Add(choice);
        }

        return [.. choices];
    }

    private static string Missing(Place from, int choice, int index)
    {
        int count = from.Expansion.Steps.Count;
        string where = from.Visited is null ? "The model" : $"State {index - 1} of the path";
        string what = from.Visited is null ? "initial state" : "step";
        string there = count == 0 ? $"has no {what}s" : $"has the {what}s 0 to {count - 1}";
        string failure = from.Expansion.Failure is null ? "" : $" before the model threw {from.Expansion.Failure}";
        return string.Create(CultureInfo.InvariantCulture, $"{where} {there}{failure}; the path asks for {what} {choice}.");
    }

    private static ImmutableArray<string> ViolatedOf(ExploredProperty[] properties) =>
        [.. properties.Where(property => property.IsViolated).Select(property => property.Name)];

    /// <summary>A state of a run with all that is known of it; without words, the place before the run begins.</summary>
    private sealed record Place(ulong[] Words, VisitedState? Visited, ExploredProperty[] Properties, Expansion Expansion)
    {
        public ImmutableArray<StateField> Fields => Visited?.Fields ?? [];
    }
}
