namespace Tenon.Tla.Values;

/// <summary>A finite set that is no interval of numbers.</summary>
internal sealed class EnumeratedSet : FiniteSet
{
    /// <summary>Up to here a scan for an object is faster than a search by comparisons.</summary>
    private const int ScanLimit = 24;

    private readonly Value[] _elements;
    private readonly ValueKind _kind;

    /// <summary>Keeps the array; its elements are normal, distinct and in order.</summary>
    internal EnumeratedSet(Value[] elements)
    {
        _elements = elements;
        _kind = elements.Length > 0 && elements[0].Kind == elements[^1].Kind ? elements[0].Kind : ValueKind.Operator; // Operator: mixed.
    }

    public override int Count => _elements.Length;

    public override Value this[int index] => _elements[index];

    public override ReadOnlySpan<Value> AsSpan() => _elements;

    public override Value[] ToArrayUnsafe() => _elements;

    public override int IndexOf(Value element)
    {
        Value[] elements = _elements;
        if (elements.Length <= ScanLimit)
        {
            for (int i = 0; i < elements.Length; i++)
            {
                if (ReferenceEquals(elements[i], element))
                {
                    return i;
                }
            }

            // Strings and model values are one object each; only their place is still unknown.
        }

        int low = 0;
        int high = elements.Length - 1;
        if (_kind == ValueKind.Integer && element is IntegerValue number)
        {
            while (low <= high)
            {
                int middle = (low + high) >>> 1;
                long other = ((IntegerValue)elements[middle]).Number;
                if (other == number.Number)
                {
                    return middle;
                }

                (low, high) = other < number.Number ? (middle + 1, high) : (low, middle - 1);
            }

            return ~low;
        }

        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Compare(elements[middle], element);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    public override bool Contains(Value element)
    {
        if (element.Kind == _kind && _kind is ValueKind.ModelValue or ValueKind.String or ValueKind.Boolean && _elements.Length <= ScanLimit)
        {
            foreach (Value own in _elements)
            {
                if (ReferenceEquals(own, element))
                {
                    return true;
                }
            }

            (element as ModelValue)?.RequireComparable(_elements[0]);
            return false;
        }

        return IndexOf(element) >= 0;
    }
}
