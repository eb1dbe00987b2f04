namespace Tenon.Simulation.Stores;

/// <summary>What sorted lists lack.</summary>
internal static class SortedLists
{
    /// <summary>Where the keys above one begin.</summary>
    /// <param name="list">The list.</param>
    /// <param name="after">The key; null begins with the first.</param>
    /// <returns>A place from 0 to the count.</returns>
    public static int After<TKey, TValue>(this SortedList<TKey, TValue> list, TKey? after)
        where TKey : struct
    {
        (int low, int high) = (0, after is null ? 0 : list.Count);
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (list.Comparer.Compare(list.GetKeyAtIndex(middle), after!.Value) <= 0) // With null there is nothing between low and high.
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
