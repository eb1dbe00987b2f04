using System.Collections.Immutable;

namespace Tenon.Checking.Symmetry;

/// <summary>
/// Things that a model treats alike, such as processes: numbers from 0 that are only ever compared for equality. Renaming its members turns
/// runs into runs, so of states that differ by a renaming one need be searched. Immutable; told apart by reference.
/// </summary>
public sealed class ScalarSet
{
    /// <param name="name">Its name in messages.</param>
    /// <param name="count">How many members, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has no member.</exception>
    public ScalarSet(string name, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (Name, Count) = (name, count);
    }

    /// <summary>Its name in messages.</summary>
    public string Name { get; }

    /// <summary>How many members there are.</summary>
    public int Count { get; }

    /// <summary>The set of a name.</summary>
    /// <param name="sets">The sets of a model.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">None of the sets, or more than one, has this name.</exception>
    public static ScalarSet Named(ImmutableArray<ScalarSet> sets, string name)
    {
        ScalarSet[] found = [.. sets.IsDefault ? [] : sets.Where(set => set.Name == name)];
        return found.Length == 1
            ? found[0]
            : throw new ArgumentException($"A state names the scalar set '{name}', and {found.Length} of the model's ScalarSets have that name.", nameof(name));
    }
}
