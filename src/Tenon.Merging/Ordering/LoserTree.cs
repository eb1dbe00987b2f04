using System.Runtime.CompilerServices;

namespace Tenon.Merging.Ordering;

/// <summary>A tree of losers over the next keys of some inputs.</summary>
/// <remarks>
/// <code>
/// 1. The inner nodes of a binary tree over the inputs hold the loser of the match between the winners of their subtrees; the
///    overall winner stands above the root.
/// 2. When the winner moves on, only the matches on its path to the root are played again.
/// 3. Equal keys: the lower input wins.
/// </code>
/// A node holds the first two words of its loser's key, so that a match looks at nothing else unless they are equal; and it is
/// decided without a branch, for which way it goes cannot be predicted. Not thread-safe.
/// </remarks>
/// <typeparam name="TComparer">Compares keys.</typeparam>
internal sealed unsafe class LoserTree<TComparer>(TComparer comparer, int inputs)
    where TComparer : struct, IKeyComparer
{
    // Inputs without rows play on: with a key of ones and a number above all others they lose every match.
    private const int Finished = 1 << 30;

    private readonly Node[] _nodes = GC.AllocateArray<Node>(Math.Max(1, inputs), pinned: true);
    private readonly nint[] _keys = GC.AllocateArray<nint>(Math.Max(1, inputs), pinned: true);

    /// <summary>The input whose key is the lowest, or -1 when none has rows.</summary>
    public int Winner { get; private set; } = -1;

    /// <summary>The key at which an input stands is now at another place.</summary>
    public void MoveKey(int input, ulong* key) => _keys[input] = (nint)key;

    /// <summary>Plays all matches.</summary>
    /// <param name="keyOf">The key at which each input stands, or null.</param>
    public void Start(Func<int, nint> keyOf)
    {
        if (inputs == 0)
        {
            return;
        }

        // From the leaves up: the winner of each node goes on, the loser stays.
        var winners = new Node[2 * inputs];
        for (int i = 0; i < inputs; i++)
        {
            _keys[i] = keyOf(i);
            winners[inputs + i] = NodeOf(i, (ulong*)_keys[i]);
        }

        for (int node = inputs - 1; node >= 1; node--)
        {
            bool rightWins = Beats(winners[(2 * node) + 1], winners[2 * node]);
            winners[node] = winners[(2 * node) + (rightWins ? 1 : 0)];
            _nodes[node] = winners[(2 * node) + (rightWins ? 0 : 1)];
        }

        SetWinner(winners[1].Input);
    }

    /// <summary>The winner moves on: plays its matches again.</summary>
    /// <param name="key">Its next key, or null.</param>
    /// <returns>The new winner.</returns>
    public int Replay(ulong* key)
    {
        int number = Winner;
        _keys[number] = (nint)key;
        ulong first = ulong.MaxValue;
        ulong second = ulong.MaxValue;
        int at = (number + inputs) >> 1;
        if (key is null)
        {
            number += Finished;
        }
        else
        {
            (first, second) = (*key, comparer.SecondWord(key));
        }

        // Pinned: the array outlives the loop. The winner is kept in single numbers, for registers.
        var nodes = (Node*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_nodes));
        unchecked
        {
            for (; at >= 1; at >>= 1)
            {
                Node* node = nodes + at;
                ulong otherFirst = node->First;
                ulong otherSecond = node->Second;
                int other = node->Input;
                bool beats = otherFirst < first | (otherFirst == first & otherSecond < second);
                if (((otherFirst ^ first) | (otherSecond ^ second)) == 0)
                {
                    beats = BeatsOnTie(other, number);
                }

                // Swap if it beats.
                ulong mask = 0UL - Unsafe.BitCast<bool, byte>(beats);
                ulong x = (otherFirst ^ first) & mask;
                ulong y = (otherSecond ^ second) & mask;
                int z = (other ^ number) & (int)mask;
                (node->First, node->Second, node->Input) = (otherFirst ^ x, otherSecond ^ y, other ^ z);
                (first, second, number) = (first ^ x, second ^ y, number ^ z);
            }
        }

        return SetWinner(number);
    }

    /// <summary>The input whose key comes next after the winner's, or -1 if no other has rows.</summary>
    public int RunnerUp()
    {
        int at = (Winner + inputs) >> 1;
        if (at == 0)
        {
            return -1;
        }

        Node best = _nodes[at];
        while ((at >>= 1) >= 1)
        {
            best = Beats(_nodes[at], best) ? _nodes[at] : best;
        }

        return best.Input >= Finished ? -1 : best.Input;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Node NodeOf(int input, ulong* key) => key is null
        ? new Node { First = ulong.MaxValue, Second = ulong.MaxValue, Input = input + Finished }
        : new Node { First = *key, Second = comparer.SecondWord(key), Input = input };

    private bool Beats(Node a, Node b) =>
        a.First != b.First ? a.First < b.First : a.Second != b.Second ? a.Second < b.Second : BeatsOnTie(a.Input, b.Input);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool BeatsOnTie(int a, int b)
    {
        if (a >= Finished || b >= Finished)
        {
            return a < b;
        }

        var x = (ulong*)_keys[a];
        var y = (ulong*)_keys[b];
        return a < b ? !comparer.RestLess(y, x) : comparer.RestLess(x, y);
    }

    private int SetWinner(int input) => Winner = input >= Finished ? -1 : input;

    private struct Node
    {
        public ulong First;
        public ulong Second;
        public int Input;
    }
}
