namespace Tenon.Checking.Encoding;

/// <summary>
/// Numbers of type <see cref="int"/> in this part of a record, those in collections and tuples included, are of a range: they take as few
/// bits as tell its numbers apart, and a number outside is an error. Nested records have attributes of their own.
/// </summary>
/// <param name="minimum">The smallest, inclusive.</param>
/// <param name="maximum">The greatest, inclusive; not less than the smallest.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class InRangeAttribute(int minimum, int maximum) : Attribute
{
    /// <summary>The smallest, inclusive.</summary>
    public int Minimum => minimum;

    /// <summary>The greatest, inclusive.</summary>
    public int Maximum => maximum;
}
