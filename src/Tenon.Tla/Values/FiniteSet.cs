using System.Numerics;

namespace Tenon.Tla.Values;

/// <summary>A set whose elements are known, distinct and in order. Sets of consecutive numbers are intervals, all others enumerated: one form each.</summary>
internal abstract class FiniteSet : SetValue
{
    public static readonly FiniteSet Empty = new EnumeratedSet([]);

    /// <summary>BOOLEAN.</summary>
    public static readonly FiniteSet Booleans = new EnumeratedSet([BooleanValue.False, BooleanValue.True]);

    public abstract int Count { get; }

    public override bool IsEnumerable => true;

    public sealed override bool IsNormal => true;

    /// <summary>The element of this rank, from 0.</summary>
    public abstract Value this[int index] { get; }

    /// <summary>The set of these elements, which are normal, distinct and in order. Keeps the array.</summary>
    public static FiniteSet FromSorted(Value[] elements)
    {
        if (elements.Length == 0)
        {
            return Empty;
        }

        return elements[0] is IntegerValue low && elements[^1] is IntegerValue high && high.Number - low.Number == elements.Length - 1
            ? IntervalSet.Of(low.Number, high.Number)
            : new EnumeratedSet(elements);
    }

    /// <summary>The set of these elements, in any order.</summary>
    public static FiniteSet Of(params ReadOnlySpan<Value> elements)
    {
        SetBuilder builder = new(elements.Length);
        foreach (Value element in elements)
        {
            builder.Add(element);
        }

        return builder.ToSet();
    }

    /// <summary>The rank of the value, or a negative number if it is no element.</summary>
    public abstract int IndexOf(Value element);

    public override bool Contains(Value element) => IndexOf(element) >= 0;

    public sealed override BigInteger Cardinality() => Count;

    public override IEnumerable<Value> Elements()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <summary>The elements in order.</summary>
    public abstract ReadOnlySpan<Value> AsSpan();

    /// <summary>The elements in order; nobody may change the array.</summary>
    public abstract Value[] ToArrayUnsafe();

    public FiniteSet With(Value element)
    {
        element = element.Normalize();
        int index = IndexOf(element);
        if (index >= 0)
        {
            return this;
        }

        ReadOnlySpan<Value> old = AsSpan();
        Value[] elements = new Value[old.Length + 1];
        old[..~index].CopyTo(elements);
        elements[~index] = element;
        old[~index..].CopyTo(elements.AsSpan(~index + 1));
        return Derived(elements, element, isAdded: true);
    }

    public FiniteSet Without(Value element)
    {
        int index = IndexOf(element);
        if (index < 0)
        {
            return this;
        }

        ReadOnlySpan<Value> old = AsSpan();
        Value[] elements = new Value[old.Length - 1];
        old[..index].CopyTo(elements);
        old[(index + 1)..].CopyTo(elements.AsSpan(index));
        return Derived(elements, old[index], isAdded: false);
    }

    public FiniteSet Union(FiniteSet other) => other.Count switch
    {
        0 => this,
        1 => With(other[0]),
        _ => Count switch
        {
            0 => other,
            1 => other.With(this[0]),
            _ => MergeWith(other),
        },
    };

    public FiniteSet Intersect(SetValue other) => ReferenceEquals(this, other) ? this : Select(element => other.Contains(element));

    public FiniteSet Except(SetValue other)
    {
        if (Count == 0)
        {
            return this;
        }

        return other is FiniteSet { Count: 0 } ? this : other is FiniteSet { Count: 1 } single ? Without(single[0]) : Select(element => !other.Contains(element));
    }

    public FiniteSet Select(Func<Value, bool> predicate)
    {
        ReadOnlySpan<Value> all = AsSpan();
        Value[] chosen = new Value[all.Length];
        int count = 0;
        foreach (Value element in all)
        {
            if (predicate(element))
            {
                chosen[count++] = element;
            }
        }

        return count == all.Length ? this : FromSorted(chosen.AsSpan(0, count).ToArray());
    }

    private FiniteSet Derived(Value[] elements, Value change, bool isAdded)
    {
        FiniteSet result = FromSorted(elements);
        if (KnownHash != 0 && result.KnownHash == 0)
        {
            ulong term = ValueHash.Element(change.Hash);
            ulong hash = unchecked(isAdded ? KnownHash + term : KnownHash - term);
            result.KnownHash = hash; // 0 means that it will be computed.
        }

        return result;
    }

    private FiniteSet MergeWith(FiniteSet other)
    {
        ReadOnlySpan<Value> left = AsSpan();
        ReadOnlySpan<Value> right = other.AsSpan();
        Value[] merged = new Value[left.Length + right.Length];
        int i = 0;
        int j = 0;
        int count = 0;
        while (i < left.Length && j < right.Length)
        {
            int order = Compare(left[i], right[j]);
            merged[count++] = order <= 0 ? left[i] : right[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        left[i..].CopyTo(merged.AsSpan(count));
        count += left.Length - i;
        right[j..].CopyTo(merged.AsSpan(count));
        count += right.Length - j;
        return count == left.Length ? this : count == right.Length ? other : FromSorted(count == merged.Length ? merged : merged[..count]);
    }

    public sealed override bool HasSameContent(Value other)
    {
        if (this is IntervalSet first)
        {
            return other is IntervalSet second && first.Low == second.Low && first.High == second.High;
        }

        if (other is not EnumeratedSet set || set.Count != Count)
        {
            return false;
        }

        for (int i = 0; i < Count; i++)
        {
            if (!Same(this[i], set[i]))
            {
                return false;
            }
        }

        return true;
    }

    protected sealed override ulong ComputeHash()
    {
        ulong hash = ValueHash.EmptySet;
        for (int i = 0; i < Count; i++)
        {
            unchecked
            {
                hash += ValueHash.Element(this[i].Hash);
            }
        }

        return hash;
    }
}
