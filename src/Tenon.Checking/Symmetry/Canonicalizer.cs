using System.Collections.Immutable;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Symmetry;

/// <summary>Finds the representative of a state's orbit: the renaming whose words are least. Exact. Owned by one thread.</summary>
/// <remarks>
/// All renamings would be n! many. A member's signature is what the state says of it without naming any other; a renaming of the state moves
/// signatures along. So only renamings need be tried that put members in the order of their signatures, and among members of equal signature
/// none if swapping neighbours leaves the state as it is, for then all their orders give the same words.
/// </remarks>
internal sealed class Canonicalizer<TState>(StateCodec<TState> codec, ImmutableArray<ScalarSet> sets)
{
    private readonly Renaming _renaming = new(sets);
    private readonly StateWriter _writer = new();
    private readonly StateWriter _signature = new();
    private readonly StateReader _reader = new();
    private ulong[] _best = [];

    /// <summary>The words of the representative. Valid until the next call.</summary>
    public ReadOnlySpan<ulong> Canonical(TState state)
    {
        _best = [];
        Choose(state, 0);
        return _best;
    }

    /// <summary>The state renamed: for each set, the members listed get the names 0, 1, and so on.</summary>
    public TState Rename(TState state, int setIndex, int[] from)
    {
        foreach ((ScalarSet set, int i) in sets.Select((set, i) => (set, i)))
        {
            _renaming.Set(i, i == setIndex ? from : [.. Enumerable.Range(0, set.Count)]);
        }

        _reader.Begin(Encode(state));
        return codec.Read(_reader);
    }

    /// <summary>Permutations that generate all others of a set: swapping the first two, and moving all on by one.</summary>
    public static IEnumerable<int[]> Generators(ScalarSet set)
    {
        int[] all = [.. Enumerable.Range(0, set.Count)];
        return set.Count < 2 ? [] : set.Count == 2 ? [[1, 0]] : [[1, 0, .. all[2..]], [.. all[1..], 0]];
    }

    /// <summary>All permutations of a small set; of a larger one, swapping any two, and moving all on by one.</summary>
    public static IEnumerable<int[]> Samples(ScalarSet set)
    {
        const int small = 4; // 24 permutations; of 5 there would be 120, for each state.
        int[] all = [.. Enumerable.Range(0, set.Count)];
        if (set.Count <= small)
        {
            return Permutations(all).Select(each => each.ToArray()).Where(each => !each.SequenceEqual(all));
        }

        IEnumerable<int[]> swaps = all.SelectMany(i => all[..i].Select(j => all.Select(each => each == i ? j : each == j ? i : each).ToArray()));
        return swaps.Append([.. all[1..], 0]);
    }

    private void Choose(TState state, int setIndex)
    {
        if (setIndex == sets.Length)
        {
            ReadOnlySpan<ulong> words = Encode(state);
            if (_best.Length == 0 || words.SequenceCompareTo(_best) < 0)
            {
                _best = words.ToArray();
            }

            return;
        }

        int[][] classes = Classes(state, sets[setIndex]);
        Order(state, setIndex, classes, 0, []);
    }

    // Goes through all orders that keep the classes in place.
    private void Order(TState state, int setIndex, int[][] classes, int at, ImmutableList<int> order)
    {
        if (at == classes.Length)
        {
            _renaming.Set(setIndex, [.. order]);
            Choose(state, setIndex + 1);
            return;
        }

        foreach (IEnumerable<int> members in IsUniform(state, setIndex, classes[at]) ? [classes[at]] : Permutations(classes[at]))
        {
            Order(state, setIndex, classes, at + 1, order.AddRange(members));
        }
    }

    private int[][] Classes(TState state, ScalarSet set)
    {
        (ulong[] Signature, int Member)[] members = new (ulong[], int)[set.Count];
        for (int i = 0; i < members.Length; i++)
        {
            _signature.Clear();
            _signature.Focus = (set, i);
            codec.Write(state, _signature);
            members[i] = (_signature.Words.ToArray(), i);
        }

        Array.Sort(members, static (left, right) => Compare(left.Signature, right.Signature));
        List<int[]> classes = [];
        for (int start = 0, end; start < members.Length; start = end)
        {
            for (end = start + 1; end < members.Length && Compare(members[start].Signature, members[end].Signature) == 0; end++)
            {
                // Until the signature changes.
            }

            classes.Add([.. members[start..end].Select(each => each.Member).Order()]);
        }

        return [.. classes];
    }

    private static int Compare(ulong[] left, ulong[] right) => left.AsSpan().SequenceCompareTo(right);

    private bool IsUniform(TState state, int setIndex, int[] members)
    {
        if (members.Length < 2)
        {
            return true;
        }

        // The state under the names that it has, with those of two members swapped. Renamings of other sets do not come into it.
        Renaming probe = new(sets);
        int[] from = [.. Enumerable.Range(0, sets[setIndex].Count)];
        _writer.Clear();
        _writer.Renaming = null;
        codec.Write(state, _writer);
        ulong[] plain = _writer.Words.ToArray();
        for (int i = 1; i < members.Length; i++)
        {
            (from[members[i - 1]], from[members[i]]) = (members[i], members[i - 1]);
            probe.Set(setIndex, from);
            _writer.Clear();
            _writer.Renaming = probe;
            codec.Write(state, _writer);
            if (!_writer.Words.SequenceEqual(plain))
            {
                return false;
            }

            (from[members[i - 1]], from[members[i]]) = (members[i - 1], members[i]);
        }

        return true;
    }

    private static IEnumerable<IEnumerable<int>> Permutations(int[] members) => members.Length == 0
        ? [[]]
        : members.SelectMany(first => Permutations([.. members.Where(each => each != first)]).Select(rest => rest.Prepend(first)));

    private ReadOnlySpan<ulong> Encode(TState state)
    {
        _writer.Clear();
        _writer.Renaming = _renaming;
        codec.Write(state, _writer);
        return _writer.Words;
    }
}
