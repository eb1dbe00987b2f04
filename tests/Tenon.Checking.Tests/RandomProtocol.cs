using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tenon.Checking.Actors;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

using State = ActorSystemState<int, int, int, int>;
using Action = ActorAction<int, int>;

/// <summary>
/// Random actors that send only so often, so that no boundary is needed, with random properties that say what they look at. A state is a rank,
/// which sending raises, and a phase, which goes back and forth.
/// </summary>
internal sealed class RandomProtocol : RandomActors
{
    private const int RankCount = 3;
    private const int PhaseCount = 2;
    private readonly ImmutableArray<RandomProperty> _properties;

    public RandomProtocol(int seed)
        : this(new Random(seed))
    {
    }

    private RandomProtocol(Random random)
        : this(random, random.Next(2, 5))
    {
    }

    /// <summary>
    /// Few actors that may send the same again and again, and lose it again and again: in a network that duplicates, which message is in flight
    /// is all there is to know, so the states are few without a limit on sending.
    /// </summary>
    public static RandomProtocol ThatSendsAgain(int seed)
    {
        Random random = new(seed);
        int actorCount = random.Next(2, 4);
        return new(random, actorCount, MakeReactions(random, actorCount, isLimited: false))
        {
            GivenNetwork = NetworkKind.UnorderedDuplicating,
            GivenLossy = true,
            GivenConsumes = false,
            GivenCrashed = random.Next(8) == 0 ? actorCount : 0,
        };
    }

    private RandomProtocol(Random random, int actorCount)
        : this(random, actorCount, MakeReactions(random, actorCount, isLimited: true))
    {
        GivenNetwork = (NetworkKind)random.Next(3);
        GivenLossy = random.Next(3) == 0;
        GivenConsumes = random.Next(2) == 0;
        GivenCrashed = random.Next(4) == 0 ? random.Next(1, actorCount + 1) : 0;
    }

    private RandomProtocol(Random random, int actorCount, Reaction[] reactions)
        : base(actorCount, RankCount * PhaseCount, reactions) =>
        _properties = [.. Enumerable.Range(0, random.Next(0, 4)).Select(i => new RandomProperty(random, actorCount, i))];

    public IReadOnlyList<RandomProperty> GivenProperties => _properties;

    /// <summary>The states without steps that a search has met, as text.</summary>
    public ConcurrentDictionary<string, bool> Deadlocks { get; } = new();

    public override IEnumerable<Property<State, Action>> Properties =>
    [
        .. _properties.Select(property => property switch
        {
            { Antecedent: not null } => Always(property.Name, s => property.Antecedent(SystemSnapshot.Of(s)), s => property.Condition(SystemSnapshot.Of(s))),
            { IsSometimes: true } => Sometimes(property.Name, s => property.Condition(SystemSnapshot.Of(s))),
            _ => Always(property.Name, s => property.Condition(SystemSnapshot.Of(s))),
        }),
        DeadlockFree("ends", s => Deadlocks.TryAdd(SystemSnapshot.TextOf(s, GivenNetwork), true) || true),
    ];

    // Steps are counted by what they do, not by the type of messages alone: none of these may be taken for dead.
    public override string? NameOf(Action action) => action.ToString();

    protected override PropertyView<int>? ViewOf(string propertyName) => _properties.First(property => property.Name == propertyName).View;

    public static int RankOf(int state) => state / PhaseCount;

    private static Reaction[] MakeReactions(Random random, int actorCount, bool isLimited)
    {
        Reaction[] reactions = new Reaction[actorCount * RankCount * PhaseCount * 16];
        for (int i = 0; i < reactions.Length; i++)
        {
            int happening = i % 16;
            int rank = i / 16 / PhaseCount % RankCount;
            int talk = happening == 0 ? random.Next(3) : random.Next(3) == 0 ? random.Next(1, 3) : 0;
            bool sends = talk > 0 && (happening == 0 || rank < RankCount - 1 || !isLimited);
            int phase = random.Next(PhaseCount);
            reactions[i] = new Reaction(
                happening == 0 ? phase : sends && (isLimited || (rank < RankCount - 1 && random.Next(2) == 0)) ? ((rank + 1) * PhaseCount) + phase : random.Next(2) == 0 ? -1 : (rank * PhaseCount) + phase,
                sends ? [.. Enumerable.Range(0, talk).Select(_ => (random.Next(actorCount), random.Next(MessageCount)))] : [],
                [.. Enumerable.Range(0, random.Next(5) == 0 ? 1 : 0).Select(_ => (random.Next(TimerCount), random.Next(3) > 0))]);
        }

        return reactions;
    }
}

/// <summary>A property of a <see cref="RandomProtocol"/>, and what it looks at.</summary>
internal sealed class RandomProperty
{
    public RandomProperty(Random random, int actorCount, int number)
    {
        int one = random.Next(actorCount);
        int other = random.Next(actorCount);
        int value = random.Next(6);
        int message = random.Next(RandomActors.MessageCount);
        IsSometimes = random.Next(3) == 0;
        (string kind, Func<SystemSnapshot, bool> comes, PropertyView<int> view) = random.Next(6) switch
        {
            0 => ("state", s => s.States[one] == value, new PropertyView<int> { Actors = [one] }),
            1 => ("states", s => s.States[one] == value && s.States[other] % 2 == 1, new PropertyView<int> { Actors = [one, other] }),
            2 => ("history", s => s.History == value % 3, new PropertyView<int> { History = true }),
            3 => ("message", s => s.Network.Contains((one, other, message)), new PropertyView<int> { Messages = each => (each.Source, each.Destination, each.Message) == (one, other, message) }),
            4 => ("ranks", s => RandomProtocol.RankOf(s.States[one]) == 2 && RandomProtocol.RankOf(s.States[other]) > 0, new PropertyView<int> { IsStable = true }),
            _ => ("crashes", (Func<SystemSnapshot, bool>)(s => s.Crashed[one] && s.States[one] != value), new PropertyView<int> { Actors = [one] }),
        };
        (Name, View) = ($"{kind} {number}", view);
        Condition = IsSometimes ? comes : s => !comes(s);
        if (!IsSometimes && !view.IsStable && random.Next(3) == 0)
        {
            Antecedent = s => s.States[one] % 2 == 0;
            View = view with { Actors = [.. view.Actors, one] };
        }
    }

    public string Name { get; }

    public bool IsSometimes { get; }

    public Func<SystemSnapshot, bool>? Antecedent { get; }

    public Func<SystemSnapshot, bool> Condition { get; }

    public PropertyView<int> View { get; }

    /// <summary>The verdict by definition.</summary>
    public Verdict Judge(IReadOnlyCollection<SystemSnapshot> states) => IsSometimes
        ? states.Any(Condition) ? Verdict.Holds : Verdict.Violated
        : !states.All(s => Antecedent?.Invoke(s) == false || Condition(s)) ? Verdict.Violated
        : Antecedent is not null && !states.Any(Antecedent) ? Verdict.HoldsVacuously : Verdict.Holds;
}
