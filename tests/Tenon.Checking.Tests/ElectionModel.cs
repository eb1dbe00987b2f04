using System.Collections.Immutable;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Tests;

internal sealed record Election(
    [IndexedBy("members")][MemberOf("members")] ImmutableArray<int?> Votes,
    [MemberOf("members")] ImmutableHashSet<int> Crashed,
    [MemberOf("members")] ImmutableDictionary<int, int> Follows,
    [MemberOf("members")] int? Leader);

internal enum ElectionAction { Vote, Crash, Lead, Follow }

/// <summary>Members vote for members, crash, lead and follow: members occur as indexes, values, elements and keys.</summary>
[DeriveCodec]
internal sealed partial class ElectionModel(int count, IEnumerable<Property<Election, ElectionAction>> properties, int startsCrashed = -1, int cannotVote = -1)
    : Model<Election, ElectionAction>
{
    private readonly ScalarSet _members = new("members", count);

    public override ImmutableArray<ScalarSet> ScalarSets => [_members];

    public override IEnumerable<Property<Election, ElectionAction>> Properties => properties;

    public override IEnumerable<Election> InitialStates =>
        [new([.. Enumerable.Repeat((int?)null, count)], startsCrashed < 0 ? [] : [startsCrashed], ImmutableDictionary<int, int>.Empty, null)];

    public static Property<Election, ElectionAction> AtMostCrashed(int bound) => Always("crashes", s => s.Crashed.Count <= bound);

    public static Property<Election, ElectionAction> NoOwnVote() => AlwaysStep("no vote for oneself", (_, _, next) => !next.Votes.Where((vote, i) => vote == i).Any());

    public static Property<Election, ElectionAction> Spares(int member) => Always("spared", s => !s.Crashed.Contains(member));

    public static Property<Election, ElectionAction> Elects() => Eventually("elects", s => s.Leader is not null);

    public static Property<Election, ElectionAction> CanLead() => Sometimes("leader", s => s.Leader is not null && s.Follows.Count == 1);

    public override IEnumerable<Step<Election, ElectionAction>> Steps(Election state)
    {
        for (int i = 0; i < count; i++)
        {
            if (state.Crashed.Contains(i))
            {
                continue;
            }

            if (state.Crashed.Count < 2)
            {
                yield return Step(ElectionAction.Crash, state with { Crashed = state.Crashed.Add(i) });
            }

            for (int j = 0; j < count && state.Votes[i] is null && i != cannotVote; j++)
            {
                yield return Step(ElectionAction.Vote, state with { Votes = state.Votes.SetItem(i, j) });
            }

            if (state.Leader is null && state.Votes.Count(vote => vote == i) * 2 > count)
            {
                yield return Step(ElectionAction.Lead, state with { Leader = i });
            }

            if (state.Leader is int leader && leader != i && state.Follows.IsEmpty)
            {
                yield return Step(ElectionAction.Follow, state with { Follows = state.Follows.Add(i, leader) });
            }
        }
    }

    /// <summary>The state under other names, by hand; the text is the same for equal states.</summary>
    public static string Renamed(Election state, int[] to)
    {
        int?[] votes = new int?[to.Length];
        for (int i = 0; i < to.Length; i++)
        {
            votes[to[i]] = state.Votes[i] is int vote ? to[vote] : null;
        }

        return $"{string.Join(',', votes)} {string.Join(',', state.Crashed.Select(i => to[i]).Order())} "
            + $"{string.Join(',', state.Follows.Select(pair => (to[pair.Key], to[pair.Value])).Order())} {(state.Leader is int leader ? to[leader] : -1)}";
    }
}
