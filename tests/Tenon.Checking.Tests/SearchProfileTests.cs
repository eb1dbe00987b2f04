using Tenon.Checking.Samples;

namespace Tenon.Checking.Tests;

public sealed class SearchProfileTests
{
    // Goal: measuring repeats parts of the search, and must not be seen in what is found.
    // Method: a model of many rounds, with a profile and without; a packed one, which has no codec, and a natural one, which has.
    [Fact]
    public void A_profiled_search_finds_the_same()
    {
        SearchProfile packed = Same(new PackedTwoPhaseCommit(6));
        SearchProfile natural = Same(Checker.Pack(new TwoPhaseCommit(5)));

        Assert.Equal(TimeSpan.Zero, packed.Codec);
        Assert.All([packed, natural], each => Assert.All([each.Expansion, each.Insertion, each.Hashing, each.Appending, each.Frontier], time => Assert.True(time > TimeSpan.Zero)));
        Assert.True(natural.Codec > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(SearchMode.BreadthFirst, 2)]
    [InlineData(SearchMode.DepthFirst, 1)]
    public void Other_searches_have_no_profile(SearchMode mode, int workers) =>
        Assert.Throws<ArgumentException>(() => Checker.Check(new PackedTwoPhaseCommit(1), new CheckOptions { Mode = mode, WorkerCount = workers, Profile = new() }));

    private static SearchProfile Same(PackedModel model)
    {
        SearchProfile profile = new();
        CheckOptions options = new() { WorkerCount = 1 };
        Assert.Equal(
            (Checker.Check(model, options) with { Elapsed = default }).ToString(), (Checker.Check(model, options with { Profile = profile }) with { Elapsed = default }).ToString());
        return profile;
    }
}
