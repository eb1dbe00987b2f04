using System.Numerics;

namespace Tenon.Tla.Values;

/// <summary>A set. Lazy sets answer membership without being enumerated; a <see cref="FiniteSet"/> holds its elements.</summary>
internal abstract class SetValue : Value
{
    /// <summary>How many elements a set may have to be enumerated into memory, as in TLC.</summary>
    public const int MaximumCount = 1_000_000;

    private FiniteSet? _finite;

    public override ValueKind Kind => ValueKind.Set;

    /// <summary>Whether its elements can be listed at all.</summary>
    public abstract bool IsEnumerable { get; }

    /// <summary>Whether the value is an element.</summary>
    /// <exception cref="EvaluationException">It is of another kind than the elements.</exception>
    public abstract bool Contains(Value element);

    /// <summary>The number of elements.</summary>
    /// <exception cref="EvaluationException">The set is not finite.</exception>
    public virtual BigInteger Cardinality() => ToFinite().Count;

    /// <summary>The elements in order, computed one after the other.</summary>
    /// <exception cref="EvaluationException">The set cannot be enumerated.</exception>
    public abstract IEnumerable<Value> Elements();

    /// <summary>The same set with its elements in memory.</summary>
    /// <exception cref="EvaluationException">The set cannot be enumerated, or has more than <see cref="MaximumCount"/> elements.</exception>
    public FiniteSet ToFinite() => this as FiniteSet ?? (_finite ??= Enumerate());

    public sealed override Value Normalize() => ToFinite();

    /// <summary>The language's equality of sets.</summary>
    public bool EqualsSet(SetValue other)
    {
        if (ReferenceEquals(this, other) || IsSameFormAs(other))
        {
            return true;
        }

        if (!IsEnumerable || !other.IsEnumerable)
        {
            // A set that cannot be listed is infinite here, and another that can be is not.
            return IsEnumerable != other.IsEnumerable ? false : throw new EvaluationException($"Attempted to check equality of {Describe()} and {other.Describe()}, which cannot be enumerated");
        }

        if (Cardinality() != other.Cardinality())
        {
            return false;
        }

        FiniteSet left = ToFinite();
        FiniteSet right = other.ToFinite();
        if (left is IntervalSet first && right is IntervalSet second)
        {
            return first.Low == second.Low && first.High == second.High;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every element is one of the other set.</summary>
    public bool IsSubsetOf(SetValue other)
    {
        if (ReferenceEquals(this, other) || IsSameFormAs(other))
        {
            return true;
        }

        foreach (Value element in Elements())
        {
            if (!other.Contains(element))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the other is the same lazy form of the same parts, and so equal without a look at the elements.</summary>
    protected virtual bool IsSameFormAs(SetValue other) => false;

    /// <summary>Whether two sets are seen to be equal without a comparison that could fail. Others may be equal too.</summary>
    protected static bool AreSeenEqual(SetValue left, SetValue right) =>
        ReferenceEquals(left, right) || (left is FiniteSet && right is FiniteSet ? Same(left, right) : left.IsSameFormAs(right));

    public override bool HasSameContent(Value other) => throw new InvalidOperationException("Only normal values have a content to compare.");

    protected override ulong ComputeHash() => throw new InvalidOperationException("Only normal values are hashed.");

    protected EvaluationException NotEnumerable() => new($"The set {ValueText.Short(this)} cannot be enumerated");

    private FiniteSet Enumerate()
    {
        if (!IsEnumerable)
        {
            throw NotEnumerable();
        }

        SetBuilder builder = new();
        foreach (Value element in Elements())
        {
            builder.Add(element);
        }

        return builder.ToSet();
    }
}
