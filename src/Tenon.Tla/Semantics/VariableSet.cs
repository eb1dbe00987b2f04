using System.Numerics;

namespace Tenon.Tla.Semantics;

/// <summary>A set of state variables, by their indices. Immutable.</summary>
internal sealed class VariableSet
{
    public static readonly VariableSet Empty = new([]);
    private readonly ulong[] _words;

    private VariableSet(ulong[] words) => _words = words;

    public bool IsEmpty => _words.Length == 0;

    public static VariableSet Of(int index)
    {
        ulong[] words = new ulong[(index / 64) + 1];
        words[^1] = 1UL << (index % 64);
        return new VariableSet(words);
    }

    public bool Contains(int index) => index / 64 < _words.Length && (_words[index / 64] >> (index % 64) & 1) != 0;

    public bool IsSubsetOf(VariableSet other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & ~(i < other._words.Length ? other._words[i] : 0)) != 0)
            {
                return false;
            }
        }

        return true;
    }

    public VariableSet Union(VariableSet other)
    {
        if (other.IsSubsetOf(this))
        {
            return this;
        }

        if (IsSubsetOf(other))
        {
            return other;
        }

        ulong[] words = new ulong[Math.Max(_words.Length, other._words.Length)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = (i < _words.Length ? _words[i] : 0) | (i < other._words.Length ? other._words[i] : 0);
        }

        return new VariableSet(words);
    }

    /// <summary>The indices in ascending order.</summary>
    public IEnumerable<int> Indices()
    {
        for (int i = 0; i < _words.Length; i++)
        {
            for (ulong rest = _words[i]; rest != 0; rest &= rest - 1)
            {
                yield return (i * 64) + BitOperations.TrailingZeroCount(rest);
            }
        }
    }
}
