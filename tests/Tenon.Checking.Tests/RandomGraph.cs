using System.Collections.Immutable;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

/// <summary>A small random graph with labelled edges, seen as a model; what the tests know about it they compute from the edges themselves.</summary>
internal sealed class RandomGraph : PackedModel
{
    public const int ActionCount = 4;

    public RandomGraph(int seed, int maximumNodes, bool hasNoEnds = false)
    {
        Random random = new(seed);
        int nodes = random.Next(1, maximumNodes + 1);
        WordCount = random.Next(1, 5);
        Initial = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(nodes))];
        double fanOut = random.NextDouble() * 4;
        Edges = new List<(int Action, int To)>[nodes];
        for (int i = 0; i < nodes; i++)
        {
            int count = hasNoEnds ? random.Next(1, 4) : random.Next(5) == 0 ? 0 : (int)Math.Round(random.NextDouble() * fanOut * 2);
            Edges[i] = [.. Enumerable.Range(0, count).Select(_ => (random.Next(ActionCount), random.Next(3) == 0 ? i : random.Next(nodes)))];
        }

        Marks = new int[nodes];
        for (int i = 0; i < nodes; i++)
        {
            Marks[i] = random.Next(16);
        }

        Outside = random.Next(3) == 0 ? [.. Enumerable.Range(0, nodes).Where(_ => random.Next(6) == 0).Except(Initial)] : [];
    }

    public int WordCount { get; }

    public ImmutableArray<int> Initial { get; }

    public List<(int Action, int To)>[] Edges { get; }

    /// <summary>Four truth values of each node.</summary>
    public int[] Marks { get; }

    public ImmutableHashSet<int> Outside { get; }

    public override ImmutableArray<string> ActionNames { get; } = ["a", "b", "c", "d"];

    public IEnumerable<Property<ReadOnlySpan<ulong>, int>> Given { get; set; } = [];

    public override IEnumerable<Property<ReadOnlySpan<ulong>, int>> Properties => Given;

    public IEnumerable<Fairness<ReadOnlySpan<ulong>, int>> GivenFairness { get; set; } = [];

    public override IEnumerable<Fairness<ReadOnlySpan<ulong>, int>> Fairness => GivenFairness;

    public Stuttering GivenStuttering { get; set; }

    public override Stuttering Stuttering => GivenStuttering;

    /// <summary>The successors within the boundary.</summary>
    public IEnumerable<(int Action, int To)> Inside(int node) => Edges[node].Where(edge => !Outside.Contains(edge.To));

    public static Property<ReadOnlySpan<ulong>, int> AlwaysOf(string name, Func<int, bool> condition) => Always(name, state => condition(Node(state)));

    public static Property<ReadOnlySpan<ulong>, int> ImpliedOf(string name, Func<int, bool> antecedent, Func<int, bool> condition) =>
        Always(name, state => antecedent(Node(state)), state => condition(Node(state)));

    public static Property<ReadOnlySpan<ulong>, int> SometimesOf(string name, Func<int, bool> condition) => Sometimes(name, state => condition(Node(state)));

    public static Property<ReadOnlySpan<ulong>, int> StepsOf(string name, Func<int, int, int, bool> condition) =>
        AlwaysStep(name, (state, action, next) => condition(Node(state), action, Node(next)));

    public static Property<ReadOnlySpan<ulong>, int> NoDeadlock(string name) => DeadlockFree(name);

    public static Property<ReadOnlySpan<ulong>, int> TemporalOf(string name, Formula<ReadOnlySpan<ulong>, int> formula) => Temporal(name, formula);

    public static Formula<ReadOnlySpan<ulong>, int> In(Func<int, bool> condition, string text) => When(state => condition(Node(state)), text);

    public static Formula<ReadOnlySpan<ulong>, int> By(Func<int, bool> action, string text) => WhenStep((_, taken, _) => action(taken), text);

    public static Fairness<ReadOnlySpan<ulong>, int> Fair(bool isStrong, Func<int, bool> action) =>
        isStrong ? StronglyFair(action) : WeaklyFair(action);

    /// <summary>The node of a state: its last word; the words before it repeat it, so that states have several words.</summary>
    public static int Node(ReadOnlySpan<ulong> state) => (int)state[^1];

    public override void AddInitialStates(SuccessorSink sink)
    {
        foreach (int node in Initial)
        {
            sink.Add(0, Words(node));
        }
    }

    public override void AddSuccessors(ReadOnlySpan<ulong> state, SuccessorSink sink)
    {
        foreach ((int action, int to) in Edges[Node(state)])
        {
            if (Outside.Contains(to))
            {
                sink.AddOutside(action);
            }
            else
            {
                sink.Add(action, Words(to));
            }
        }
    }

    // Node 0 has the fingerprint of 0-words, and lengths vary: the corners of the encoding.
    private ulong[] Words(int node)
    {
        ulong[] words = new ulong[1 + ((node + WordCount) % WordCount)];
        Array.Fill(words, (ulong)node);
        return words;
    }
}
