using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

/// <summary>What a philosopher does.</summary>
public enum Philosopher
{
    /// <summary>Thinks, perhaps for ever.</summary>
    Thinking,

    /// <summary>Wants to eat, and has no fork.</summary>
    Hungry,

    /// <summary>Has the first fork and waits for the second.</summary>
    HasFork,

    /// <summary>Eats, with both forks.</summary>
    Eating,
}

/// <summary>A state of <see cref="DiningPhilosophers"/>.</summary>
/// <param name="Philosophers">What each one does.</param>
public sealed record Table(ImmutableArray<Philosopher> Philosophers);

/// <summary>A step of <see cref="DiningPhilosophers"/>: a philosopher begins something.</summary>
/// <param name="Index">Which philosopher.</param>
/// <param name="Begins">What it begins.</param>
public sealed record PhilosopherAction(int Index, Philosopher Begins);

/// <summary>Dijkstra's dining philosophers.</summary>
/// <param name="count">At least 2.</param>
/// <param name="isLastLeftHanded">
/// Whether the last philosopher takes the forks in the other order. Then nobody waits for ever for a neighbour who waits too.
/// </param>
/// <param name="isStrong">Whether a fork that comes free again and again is taken at last; otherwise only one that stays free is.</param>
[DeriveCodec]
public sealed partial class DiningPhilosophers(int count, bool isLastLeftHanded, bool isStrong) : Model<Table, PhilosopherAction>
{
    /// <inheritdoc/>
    public override string Name => string.Create(
        CultureInfo.InvariantCulture, $"DiningPhilosophers({count}, {(isLastLeftHanded ? "last left-handed" : "all alike")}, {(isStrong ? "strong" : "weak")} fairness)");

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames => [.. Enum.GetNames<Philosopher>()];

    /// <inheritdoc/>
    public override IEnumerable<Property<Table, PhilosopherAction>> Properties =>
    [
        Always("forks are not shared", s => !Enumerable.Range(0, count).Any(i => s.Philosophers[i] == Philosopher.Eating && s.Philosophers[(i + 1) % count] == Philosopher.Eating)),
        DeadlockFree(),
        LeadsTo("who is hungry eats", s => s.Philosophers[0] == Philosopher.Hungry, s => s.Philosophers[0] == Philosopher.Eating),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Fairness<Table, PhilosopherAction>> Fairness =>
    [
        .. Enumerable.Range(0, count).SelectMany(i => new[] { Fair(i, Philosopher.HasFork), Fair(i, Philosopher.Eating), Fair(i, Philosopher.Thinking) }),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Table> InitialStates => [new([.. Enumerable.Repeat(Philosopher.Thinking, count)])];

    /// <inheritdoc/>
    public override string? NameOf(PhilosopherAction action) => action.Begins.ToString();

    /// <inheritdoc/>
    public override IEnumerable<Step<Table, PhilosopherAction>> Steps(Table state)
    {
        for (int i = 0; i < count; i++)
        {
            Philosopher next = state.Philosophers[i] == Philosopher.Eating ? Philosopher.Thinking : state.Philosophers[i] + 1;
            bool isPossible = next switch
            {
                Philosopher.HasFork => IsFree(state, FirstFork(i)),
                Philosopher.Eating => IsFree(state, SecondFork(i)),
                _ => true,
            };
            if (isPossible)
            {
                yield return Step(new PhilosopherAction(i, next), new Table(state.Philosophers.SetItem(i, next)));
            }
        }
    }

    // Fork i is to the right of philosopher i, and to the left of the next one.
    private int FirstFork(int philosopher) => isLastLeftHanded && philosopher == count - 1 ? (philosopher + count - 1) % count : philosopher;

    private int SecondFork(int philosopher) => isLastLeftHanded && philosopher == count - 1 ? philosopher : (philosopher + count - 1) % count;

    private bool IsFree(Table state, int fork) => !Has(state, fork, fork) && !Has(state, (fork + 1) % count, fork);

    private bool Has(Table state, int philosopher, int fork) => state.Philosophers[philosopher] switch
    {
        Philosopher.Eating => true,
        Philosopher.HasFork => FirstFork(philosopher) == fork,
        _ => false,
    };

    private Fairness<Table, PhilosopherAction> Fair(int index, Philosopher begins) => isStrong
        ? StronglyFair(action => action.Index == index && action.Begins == begins)
        : WeaklyFair(action => action.Index == index && action.Begins == begins);
}
