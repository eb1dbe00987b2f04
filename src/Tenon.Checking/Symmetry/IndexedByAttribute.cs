namespace Tenon.Checking.Symmetry;

/// <summary>This part of a record is an immutable array with an element for each member of a scalar set.</summary>
/// <param name="set">The name of the set, one of the model's ScalarSets.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class IndexedByAttribute(string set) : Attribute
{
    /// <summary>The name of the set.</summary>
    public string Set => set;

    /// <summary>The name of the set that indexes the arrays in the array; null if none does.</summary>
    public string? Then { get; init; }
}
