namespace Tenon.Models;

/// <summary>Sets of columns as the states of models have them: a bit each, from the lowest.</summary>
public static class ColumnBits
{
    /// <summary>Whether a column is in a set.</summary>
    /// <param name="columns">The set.</param>
    /// <param name="column">The column, from 0 to 30.</param>
    /// <returns>True if it is.</returns>
    public static bool Has(int columns, int column) => (columns >> column & 1) == 1;

    /// <summary>The columns of a set.</summary>
    /// <param name="columns">The set.</param>
    /// <returns>Their numbers, ascending.</returns>
    public static IEnumerable<int> In(int columns) => Enumerable.Range(0, 31).Where(column => Has(columns, column));
}
