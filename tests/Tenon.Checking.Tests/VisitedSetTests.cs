using Tenon.Checking.Hashing;
using Tenon.Checking.Search;

namespace Tenon.Checking.Tests;

public sealed class VisitedSetTests
{
    private const ulong WordWithFingerprintZero = 0x9E3779B97F4A7C15;

    [Theory]
    [InlineData(StateIdentity.Fingerprint64)]
    [InlineData(StateIdentity.Fingerprint128)]
    [InlineData(StateIdentity.Exact)]
    public void A_set_that_grows_many_times_agrees_with_a_hash_set(StateIdentity identity)
    {
        Random random = Seed.Of(31);
        using VisitedSet visited = new(identity);
        Dictionary<ulong, (long Id, ulong Link)> known = [];
        for (int i = 0; i < 200_000; i++)
        {
            ulong word = i == 7 ? WordWithFingerprintZero : (ulong)random.Next(60_000);
            long id = visited.TryAdd(Fingerprint.Of([word]), [word], Link.Initial(i & 0xFFFF));
            Assert.Equal(!known.ContainsKey(word), id >= 0);
            if (id >= 0)
            {
                known.Add(word, (id, Link.Initial(i & 0xFFFF)));
            }
        }

        Assert.Equal(known.Count, visited.Count);
        Assert.Equal(known.Count, known.Values.Select(each => each.Id).Distinct().Count());
        Assert.All(known.Values, each => Assert.Equal([Link.Ordinal(each.Link)], visited.PathTo(each.Id)));
        Assert.Equal(-1, visited.TryAdd(0, [WordWithFingerprintZero], 0));
    }

    [Fact]
    public void The_one_state_whose_fingerprint_marks_an_empty_slot_is_a_state_like_others() =>
        Assert.Equal(0UL, Fingerprint.Of([WordWithFingerprintZero]));

    // Goal: states of one fingerprint are told apart where that was asked for, and not otherwise. Method: lie about the fingerprint.
    [Theory]
    [InlineData(StateIdentity.Fingerprint64, 1)]
    [InlineData(StateIdentity.Fingerprint128, 1000)]
    [InlineData(StateIdentity.Exact, 1000)]
    public void States_of_one_fingerprint_are_told_apart_by_what_was_chosen(StateIdentity identity, int count)
    {
        foreach (ulong fingerprint in new ulong[] { 0, 64, ulong.MaxValue })
        {
            using VisitedSet visited = new(identity);
            for (int round = 0; round < 2; round++)
            {
                for (ulong word = 0; word < 1000; word++)
                {
                    visited.TryAdd(fingerprint, [word], Link.Initial(0));
                }
            }

            Assert.Equal(count, visited.Count);
        }
    }
}
