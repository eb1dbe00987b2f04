using System.Numerics;

namespace Tenon.Tla.Values;

/// <summary>SUBSET S.</summary>
internal sealed class PowerSet(SetValue of) : SetValue
{
    public SetValue Base => of;

    public override bool IsEnumerable => of.IsEnumerable;

    public override bool IsNormal => false;

    public override bool Contains(Value element) => element is SetValue set
        ? set.IsSubsetOf(of)
        : element is ModelValue ? false : throw new EvaluationException($"Attempted to check if {element.Describe()}, which is no set, is an element of {ValueText.Short(this)}");

    public override BigInteger Cardinality() => BigInteger.Pow(2, of.ToFinite().Count);

    // By size, and among those of one size by elements: the order of sets.
    public override IEnumerable<Value> Elements()
    {
        FiniteSet all = of.ToFinite();
        for (int size = 0; size <= all.Count; size++)
        {
            foreach (FiniteSet chosen in OfSize(all, size))
            {
                yield return chosen;
            }
        }
    }

    /// <summary>The subsets with so many elements, in order.</summary>
    public static IEnumerable<FiniteSet> OfSize(FiniteSet all, int size)
    {
        if (size < 0 || size > all.Count)
        {
            yield break;
        }

        int[] chosen = [.. Enumerable.Range(0, size)];
        while (true)
        {
            Value[] elements = new Value[size];
            for (int i = 0; i < size; i++)
            {
                elements[i] = all[chosen[i]];
            }

            yield return FiniteSet.FromSorted(elements);
            int place = size - 1;
            while (place >= 0 && chosen[place] == all.Count - size + place)
            {
                place--;
            }

            if (place < 0)
            {
                yield break;
            }

            chosen[place]++;
            for (int i = place + 1; i < size; i++)
            {
                chosen[i] = chosen[i - 1] + 1;
            }
        }
    }

    protected override bool IsSameFormAs(SetValue other) => other is PowerSet set && AreSeenEqual(of, set.Base);
}
