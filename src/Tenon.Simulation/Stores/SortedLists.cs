namespace Tenon.Simulation.Stores;

/// <summary>What sorted lists lack.</summary>
internal static class SortedLists
{
    /// <summary>Where the keys above one begin.</summary>
    /// <param name="list">The list.</param>
    /// <param name="after">The key; null begins with the first.</param>
    /// <returns>A place from 0 to the count.</returns>
    public static int After<TKey, TValue>(this SortedList<TKey, TValue> list, TKey? after)
        where TKey : struct => after is TKey key ? list.After(key) : 0;

    /// <summary>Where the keys above one begin.</summary>
    /// <param name="list">The list.</param>
    /// <param name="after">The key.</param>
    /// <returns>A place from 0 to the count.</returns>
    public static int After<TKey, TValue>(this SortedList<TKey, TValue> list, TKey after)
        where TKey : notnull
    {
        (int low, int high) = (0, list.Count);
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            (low, high) = list.Comparer.Compare(list.GetKeyAtIndex(middle), after) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
