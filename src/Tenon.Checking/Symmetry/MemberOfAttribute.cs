namespace Tenon.Checking.Symmetry;

/// <summary>
/// Numbers of type <see cref="int"/> in this part of a record, those in collections and tuples included, are members of a scalar set: elements,
/// keys and values alike. Nested records have attributes of their own, so a record around a number tells it apart from others.
/// </summary>
/// <param name="set">The name of the set, one of the model's ScalarSets.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class MemberOfAttribute(string set) : Attribute
{
    /// <summary>The name of the set.</summary>
    public string Set => set;
}
