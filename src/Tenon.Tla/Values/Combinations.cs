namespace Tenon.Tla.Values;

/// <summary>All ways to take one element of each of several sets.</summary>
internal static class Combinations
{
    /// <summary>The ways in order, the last set's element changing fastest. Each array is new.</summary>
    public static IEnumerable<Value[]> Of(FiniteSet[] sets)
    {
        if (Array.Exists(sets, set => set.Count == 0))
        {
            yield break;
        }

        int[] places = new int[sets.Length];
        while (true)
        {
            Value[] values = new Value[sets.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = sets[i][places[i]];
            }

            yield return values;
            int last = sets.Length - 1;
            while (last >= 0 && ++places[last] == sets[last].Count)
            {
                places[last--] = 0;
            }

            if (last < 0)
            {
                yield break;
            }
        }
    }
}
