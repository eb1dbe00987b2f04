namespace Tenon.Tla.Values;

/// <summary>The numbers from one to another, at least one.</summary>
internal sealed class IntervalSet : FiniteSet
{
    private const int SharedCount = 64;
    private static readonly IntervalSet[] Shared = [.. Enumerable.Range(1, SharedCount).Select(n => new IntervalSet(1, n))];
    private Value[]? _elements;

    private IntervalSet(long low, long high) => (Low, High) = (low, high);

    public long Low { get; }

    public long High { get; }

    public override int Count
    {
        get
        {
            long count = checked(High - Low + 1);
            return count <= int.MaxValue ? (int)count : throw new EvaluationException($"The set {Low}..{High} has too many elements");
        }
    }

    public override Value this[int index] => IntegerValue.Of(Low + index);

    /// <summary>The numbers from low to high; the empty set if there are none.</summary>
    public static FiniteSet Of(long low, long high)
    {
        if (low > high)
        {
            return Empty;
        }

        return low == 1 && high <= SharedCount ? Shared[high - 1] : new IntervalSet(low, high);
    }

    /// <summary>1..count: the domain of tuples of that length.</summary>
    public static FiniteSet OneTo(int count) => Of(1, count);

    public override int IndexOf(Value element)
    {
        if (element is IntegerValue number)
        {
            return number.Number < Low ? ~0 : number.Number > High ? ~Count : (int)(number.Number - Low);
        }

        return element is ModelValue model
            ? IndexOfModelValue(model)
            : throw new EvaluationException($"Attempted to check if {element.Describe()} is an element of the integer interval {Low}..{High}");
    }

    public override ReadOnlySpan<Value> AsSpan() => ToArrayUnsafe();

    public override Value[] ToArrayUnsafe()
    {
        if (_elements is null)
        {
            if (Count > MaximumCount)
            {
                throw new EvaluationException($"The set {Low}..{High} has {Count} elements; at most {MaximumCount} can be enumerated");
            }

            Value[] elements = new Value[Count];
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = IntegerValue.Of(Low + i);
            }

            _elements = elements;
        }

        return _elements;
    }

    private int IndexOfModelValue(ModelValue model)
    {
        model.RequireComparable(this[0]);
        return ~0; // Model values come before numbers.
    }
}
