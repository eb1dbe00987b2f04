using System.Collections.Immutable;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

internal sealed record Count(int Value, string Name);

internal abstract record CountAction
{
    internal sealed record Add(int By) : CountAction;

    internal sealed record Never : CountAction;
}

/// <summary>Counts from 0 to a limit.</summary>
internal sealed class Counter(int limit, IEnumerable<Property<Count, CountAction>> properties) : Model<Count, CountAction>
{
    public override IEnumerable<Count> InitialStates => [new(0, "n")];

    public override ImmutableArray<string> ActionNames => ["Add", "Never"];

    public override IEnumerable<Property<Count, CountAction>> Properties => properties;

    public static Property<Count, CountAction> Below(int bound) => Always("below", state => state.Value < bound);

    public static Property<Count, CountAction> Parts(int bound) => Always(
        "parts", ("not negative", state => state.Value >= 0), ("small", state => state.Value < bound), ("not two", state => state.Value != 2));

    public static Property<Count, CountAction> Meets(int value) => Sometimes("meets", state => state.Value == value);

    public static Property<Count, CountAction> EndsUp() => EventuallyAlways("ends up", state => state.Value > 1);

    public static Property<Count, CountAction> Throws(int value) =>
        Always("throws", state => state.Value != value ? true : throw new InvalidTimeZoneException("on purpose"));

    public override IEnumerable<Step<Count, CountAction>> Steps(Count state)
    {
        if (state.Value < limit)
        {
            yield return Step(new CountAction.Add(1), state with { Value = state.Value + 1 });
        }
    }
}
