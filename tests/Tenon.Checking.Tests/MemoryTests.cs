using System.Runtime.CompilerServices;
using Tenon.Checking.Actors;
using Tenon.Checking.Liveness;
using Tenon.Checking.Properties;
using Tenon.Checking.Samples;
using Tenon.Checking.Search;

namespace Tenon.Checking.Tests;

/// <summary>What a search counts as its memory is what it takes. Alone, for the heap is shared with all tests.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const double Tolerance = 0.25;

    public static TheoryData<string> Systems => ["single copy", "paxos", "abd"];

    // The first model warms everything up that is made once in a process.
    [Theory]
    [MemberData(nameof(Systems))]
    public void What_actors_keep_is_counted_as_it_is(string system)
    {
        CheckOptions options = new() { MaximumStates = 120_000 };
        Checker.Check(Make(system), options);
        PackedModel model = Make(system);
        (CheckResult result, long grown) = Grown(() => Checker.Check(model, options));
        Assert.True(result.ModelBytes > 150_000, $"only {result.ModelBytes} bytes");
        AssertNear(grown, result.ModelBytes);
        GC.KeepAlive(model);

        static PackedModel Make(string system) => system switch
        {
            "single copy" => Checker.Pack(new SingleCopyRegister(4, 1, NetworkKind.Unordered)),
            "paxos" => Checker.Pack(new Paxos(3, 3, NetworkKind.Unordered)),
            _ => Checker.Pack(new AbdRegister(2, 3, NetworkKind.Unordered)),
        };
    }

    [Fact]
    public void Waiting_states_are_counted_as_they_are()
    {
        ulong[] state = new ulong[20];
        (Frontier frontier, long grown) = Grown(() =>
        {
            Frontier made = new();
            for (int i = 0; i < 50_000; i++)
            {
                made.Append(i, state);
            }

            return made;
        });
        AssertNear(grown, frontier.SizeBytes);
    }

    // States of 50 words: what the visited set has outside of the managed heap, 16 bytes for each slot, is little beside them.
    [Fact]
    public void Visited_states_are_counted_as_they_are()
    {
        (VisitedSet visited, long grown) = Grown(() =>
        {
            VisitedSet made = new(StateIdentity.Exact);
            ulong[] state = new ulong[50];
            for (ulong i = 1; i <= 30_000; i++)
            {
                state[49] = i;
                made.TryAdd(Hashing.Fingerprint.Of(state), state, 0);
            }

            return made;
        });
        AssertNear(grown, visited.SizeBytes);
        visited.Dispose();
    }

    [Fact]
    public void The_graph_and_the_product_of_a_temporal_property_are_counted_as_they_are()
    {
        PackedModel model = Checker.Pack(new TokenRing(6, 6)).ForWorker();
        AtomTable atoms = new();
        LtlFactory factory = new(atoms);
        LtlNode violation = factory.Normalise(model.Properties.Single(property => property.Formula is not null).Formula!, isNegated: true);
        (StateGraph graph, long grown) = Grown(() =>
        {
            StateGraph made = new(model, atoms, [.. model.Fairness]);
            Assert.Null(made.Build((_, _) => null));
            return made;
        });
        AssertNear(grown, graph.SizeBytes);

        (Product product, grown) = Grown(() => new Product(graph, new BuchiAutomaton(violation), _ => { }));
        AssertNear(grown, product.SizeBytes);
    }

    // Visited set and frontier alone would fit.
    [Fact]
    public void What_actors_keep_counts_towards_the_bound()
    {
        CheckResult whole = Checker.Check(new SingleCopyRegister(3, 1, NetworkKind.Unordered)).RequireHolds();
        CheckOptions options = new() { MaximumMemoryBytes = whole.VisitedBytes + whole.FrontierBytes + (whole.ModelBytes / 2) };
        CheckResult cut = Checker.Check(new SingleCopyRegister(3, 1, NetworkKind.Unordered), options);
        Assert.Equal(StopReason.MemoryBound, cut.StopReason);
        Assert.Equal(Verdict.Undecided, cut["linearizable"].Verdict);
    }

    [Fact]
    public void The_graph_of_a_temporal_property_counts_towards_the_bound()
    {
        CheckResult whole = Checker.Check(new TokenRing(5, 5)).RequireHolds();
        CheckResult cut = Checker.Check(new TokenRing(5, 5), new CheckOptions { MaximumMemoryBytes = whole.VisitedBytes + whole.FrontierBytes });
        Assert.Equal(StopReason.MemoryBound, cut.StopReason);
        Assert.Equal([Verdict.Holds, Verdict.Holds, Verdict.Undecided], cut.Properties.Select(property => property.Verdict));
        Assert.Contains("every state within 0 steps of an initial state was judged; 0 states were found and not expanded; undecided: 'one token at last'\n", cut.ToString(), StringComparison.Ordinal);
    }

    // Goal: the depth that a search claims to have covered is covered, and the next one is not. Method: count the states within it by bounded searches.
    [Theory]
    [InlineData(3_000_000)]
    [InlineData(4_000_000)]
    [InlineData(6_000_000)]
    public void A_search_that_ran_out_of_memory_says_what_it_has_covered(long bytes)
    {
        CheckOptions options = new() { MaximumMemoryBytes = bytes };
        CheckResult cut = Checker.Check(new PackedTwoPhaseCommit(7), options);
        Assert.Equal(StopReason.MemoryBound, cut.StopReason);
        int complete = Assert.IsType<int>(cut.CompleteDepth);
        long judged = cut.StateCount - cut.WaitingStateCount;
        Assert.InRange(judged, StatesWithin(complete), StatesWithin(complete + 1) - 1);
        Assert.Contains(
            FormattableString.Invariant($"covered: every state within {complete} steps of an initial state was judged; {cut.WaitingStateCount:N0} states were found and not expanded; undecided: 'consistent', 'all commit'\n"),
            cut.ToString(), StringComparison.Ordinal);
        Assert.Equal((cut with { Elapsed = default }).ToString(), (Checker.Check(new PackedTwoPhaseCommit(7), options with { WorkerCount = 3 }) with { Elapsed = default }).ToString());

        static long StatesWithin(int depth) => Checker.Check(new PackedTwoPhaseCommit(7), new CheckOptions { MaximumDepth = depth }).StateCount;
    }

    [Fact]
    public void A_bounded_depth_is_covered_and_depth_first_search_covers_none()
    {
        CheckResult bounded = Checker.Check(new PackedTwoPhaseCommit(5), new CheckOptions { MaximumDepth = 6 });
        Assert.Equal((StopReason.DepthBound, (int?)6), (bounded.StopReason, bounded.CompleteDepth));
        Assert.Equal(bounded.StateCount - Checker.Check(new PackedTwoPhaseCommit(5), new CheckOptions { MaximumDepth = 5 }).StateCount, bounded.WaitingStateCount);
        CheckResult depthFirst = Checker.Check(new PackedTwoPhaseCommit(7), new CheckOptions { Mode = SearchMode.DepthFirst, MaximumStates = 1000 });
        Assert.Null(depthFirst.CompleteDepth);
        Assert.Contains("covered: no depth was covered completely", depthFirst.ToString(), StringComparison.Ordinal);
        CheckResult whole = Checker.Check(new PackedTwoPhaseCommit(5));
        Assert.Equal(((int?)16, 0L), (whole.CompleteDepth, whole.WaitingStateCount));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (T Made, long Bytes) Grown<T>(Func<T> make)
    {
        long before = LiveBytes();
        T made = make();
        return (made, LiveBytes() - before);
    }

    /// <summary>What is in use when nothing more can be freed: what a finalizer lets go of, the next collection finds, and so on.</summary>
    private static long LiveBytes()
    {
        long live = long.MaxValue;
        for (long before = 0; before != live;)
        {
            before = live;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            live = Math.Min(before, GC.GetTotalMemory(forceFullCollection: true));
        }

        return live;
    }

    private static void AssertNear(long real, long counted) =>
        Assert.True(Math.Abs(counted - real) <= Tolerance * real, $"{counted} bytes counted, the heap has grown by {real}");
}
