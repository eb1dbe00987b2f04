using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

/// <summary>A state of <see cref="TokenRing"/>.</summary>
/// <param name="Counters">Each machine's counter.</param>
public sealed record Ring(ImmutableArray<int> Counters);

/// <summary>A step of <see cref="TokenRing"/>: a machine passes its token on.</summary>
/// <param name="Machine">The machine.</param>
public sealed record PassToken(int Machine);

/// <summary>
/// A token ring that tolerates any fault of its machines' memories, after Dijkstra, "Self-stabilizing Systems in Spite of Distributed Control":
/// it may begin in any state at all, with many tokens, and comes to have one.
/// </summary>
/// <param name="machineCount">At least 2.</param>
/// <param name="counterLimit">Counters are below this. One less than the machines is enough; fewer are not.</param>
[DeriveCodec]
public sealed partial class TokenRing(int machineCount, int counterLimit) : Model<Ring, PassToken>
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"TokenRing({machineCount}, {counterLimit})");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames => [nameof(PassToken)];

    /// <inheritdoc/>
    public override IEnumerable<Property<Ring, PassToken>> Properties =>
    [
        DeadlockFree("there is a token"),
        AlwaysStep("one token stays one", (s, _, next) => TokenCount(s) != 1 || TokenCount(next) == 1),
        EventuallyAlways("one token at last", s => TokenCount(s) == 1),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Ring> InitialStates
    {
        get
        {
            ImmutableArray<int> counters = [.. Enumerable.Repeat(0, machineCount)];
            while (true)
            {
                yield return new Ring(counters);
                int carried = 0;
                while (carried < machineCount && counters[carried] == counterLimit - 1)
                {
                    counters = counters.SetItem(carried++, 0);
                }

                if (carried == machineCount)
                {
                    yield break;
                }

                counters = counters.SetItem(carried, counters[carried] + 1);
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<Step<Ring, PassToken>> Steps(Ring state)
    {
        for (int i = 0; i < machineCount; i++)
        {
            if (HasToken(state, i))
            {
                int next = i == 0 ? (state.Counters[0] + 1) % counterLimit : state.Counters[i - 1];
                yield return Step(new PassToken(i), new Ring(state.Counters.SetItem(i, next)));
            }
        }
    }

    // The first machine is the one that differs: it has the token when its neighbour has caught up.
    private static bool HasToken(Ring state, int machine) => machine == 0
        ? state.Counters[0] == state.Counters[^1]
        : state.Counters[machine] != state.Counters[machine - 1];

    private static int TokenCount(Ring state) => Enumerable.Range(0, state.Counters.Length).Count(i => HasToken(state, i));
}
