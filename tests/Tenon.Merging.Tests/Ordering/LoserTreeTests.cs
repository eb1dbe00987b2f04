using Tenon.Merging.Ordering;

namespace Tenon.Merging.Tests.Ordering;

public sealed unsafe class LoserTreeTests
{
    // Goal: the merge is the stable sort of the inputs one after the other, whatever the keys have in common, and the runner-up is known
    // at each step.
    // Method: random inputs, some empty, of few distinct keys, the lowest and the highest number among them.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Rows_come_in_the_order_of_their_keys_and_ties_in_the_order_of_inputs_and_rows(int words)
    {
        int ties = 0;
        foreach (int seed in Seed.Many(700, 300))
        {
            Inputs inputs = new(new Random(seed), words);
            ties += words switch
            {
                1 => Check(inputs, default(OneWord), seed),
                2 => Check(inputs, default(TwoWords), seed),
                _ => Check(inputs, new ManyWords(words), seed),
            };
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || ties > 1000, $"only {ties} ties");
    }

    [Fact]
    public void Of_no_inputs_none_wins()
    {
        LoserTree<OneWord> tree = new(default, 0);
        tree.Start(_ => throw new InvalidOperationException("there is no input"));
        Assert.Equal(-1, tree.Winner);
    }

    private static int Check<TComparer>(Inputs inputs, TComparer comparer, int seed)
        where TComparer : struct, IKeyComparer
    {
        (int Input, int Row)[] expected = [.. inputs.InOrder()];
        LoserTree<TComparer> tree = new(comparer, inputs.Count);
        tree.Start(input => (nint)inputs.KeyOf(input, 0));
        int[] next = new int[inputs.Count];
        int ties = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            (int input, int row) = expected[i];
            Assert.True(tree.Winner == input, $"seed {seed}, step {i}: {tree.Winner} wins instead of {input}");
            Assert.Equal(row, next[input]);

            // The first of another input that comes later is what comes next but for the winner.
            int runnerUp = expected.Skip(i + 1).Where(other => other.Input != input).Select(other => (int?)other.Input).FirstOrDefault() ?? -1;
            Assert.True(tree.RunnerUp() == runnerUp, $"seed {seed}, step {i}: {tree.RunnerUp()} is the runner-up instead of {runnerUp}");
            ties += runnerUp >= 0 && inputs.Compare((input, row), (runnerUp, next[runnerUp])) == 0 ? 1 : 0;

            int moved = inputs.Move(next);
            if (moved >= 0)
            {
                tree.MoveKey(moved, inputs.KeyOf(moved, next[moved]));
            }

            next[input]++;
            int winner = tree.Replay(inputs.KeyOf(input, next[input]));
            Assert.Equal(tree.Winner, winner);
        }

        Assert.Equal(-1, tree.Winner);
        return ties;
    }

    /// <summary>Sorted keys of some inputs, in memory that may move.</summary>
    private sealed class Inputs
    {
        private readonly Random _random;
        private readonly int _words;
        private readonly ulong[][] _keys;

        public Inputs(Random random, int words)
        {
            (_random, _words) = (random, words);
            _keys = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Make(random.Next(5) == 0 ? 0 : random.Next(1, 40)))];
        }

        public int Count => _keys.Length;

        public ulong* KeyOf(int input, int row) => row * _words >= _keys[input].Length
            ? null
            : (ulong*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_keys[input], row * _words);

        /// <summary>All rows by the definition: sorted stably, lower inputs first.</summary>
        public IEnumerable<(int Input, int Row)> InOrder() => Enumerable.Range(0, Count)
            .SelectMany(input => Enumerable.Range(0, _keys[input].Length / _words).Select(row => (input, row)))
            .OrderBy(at => at, Comparer<(int, int)>.Create(Compare));

        public int Compare((int Input, int Row) a, (int Input, int Row) b) => Key(a).SequenceCompareTo(Key(b));

        /// <summary>Puts the keys of a random input that has rows left elsewhere, or of none.</summary>
        /// <returns>The input, or -1.</returns>
        public int Move(int[] next)
        {
            int input = _random.Next(Count);
            if (_random.Next(3) > 0 || next[input] * _words >= _keys[input].Length)
            {
                return -1;
            }

            ulong[] old = _keys[input];
            _keys[input] = Pinned(old);
            Array.Fill(old, 77UL); // Whoever still looks there is misled.
            return input;
        }

        private ReadOnlySpan<ulong> Key((int Input, int Row) at) => _keys[at.Input].AsSpan(at.Row * _words, _words);

        private ulong[] Make(int rows)
        {
            ulong[] numbers = [0, 1, 77, ulong.MaxValue - 1, ulong.MaxValue];
            ulong[][] keys = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, _words).Select(_ => numbers[_random.Next(numbers.Length)]).ToArray())];
            Array.Sort(keys, (a, b) => a.AsSpan().SequenceCompareTo(b));
            return Pinned([.. keys.SelectMany(key => key)]);
        }

        private static ulong[] Pinned(ReadOnlySpan<ulong> keys)
        {
            ulong[] copy = GC.AllocateArray<ulong>(keys.Length, pinned: true);
            keys.CopyTo(copy);
            return copy;
        }
    }
}
