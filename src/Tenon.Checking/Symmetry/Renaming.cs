namespace Tenon.Checking.Symmetry;

/// <summary>A permutation of the members of some scalar sets. Mutable; owned by one thread.</summary>
internal sealed class Renaming
{
    private readonly ScalarSet[] _sets;
    private readonly int[][] _to;
    private readonly int[][] _from;

    /// <summary>The identity.</summary>
    public Renaming(IEnumerable<ScalarSet> sets)
    {
        _sets = [.. sets];
        _to = [.. _sets.Select(set => Enumerable.Range(0, set.Count).ToArray())];
        _from = [.. _to.Select(each => each.ToArray())];
    }

    /// <summary>The new name of each member.</summary>
    public ReadOnlySpan<int> To(ScalarSet set) => _to[IndexOf(set)];

    /// <summary>The old name of each member.</summary>
    public ReadOnlySpan<int> From(ScalarSet set) => _from[IndexOf(set)];

    /// <summary>Sets the renaming of one set: member <c>from[i]</c> is renamed i.</summary>
    public void Set(int setIndex, ReadOnlySpan<int> from)
    {
        for (int i = 0; i < from.Length; i++)
        {
            _from[setIndex][i] = from[i];
            _to[setIndex][from[i]] = i;
        }
    }

    private int IndexOf(ScalarSet set)
    {
        int index = Array.IndexOf(_sets, set);
        return index >= 0 ? index : throw new SymmetryException($"The codec uses the scalar set {set.Name}, which the model's ScalarSets do not name.");
    }
}
