namespace Tenon.Tla.Values;

/// <summary>Collects elements in any order and makes a set of them.</summary>
internal sealed class SetBuilder(int capacity = 0)
{
    private Value[] _elements = capacity == 0 ? [] : new Value[capacity];
    private int _count;
    private bool _isSorted = true;

    public void Add(Value element)
    {
        if (_count == _elements.Length)
        {
            Array.Resize(ref _elements, Math.Max(4, 2 * _count));
        }

        element = element.Normalize();
        if (_count > 0 && _isSorted)
        {
            int order = Value.Compare(_elements[_count - 1], element);
            if (order == 0)
            {
                return;
            }

            _isSorted = order < 0;
        }

        _elements[_count++] = element;
        if (_count > SetValue.MaximumCount)
        {
            throw new EvaluationException($"Attempted to construct a set with more than {SetValue.MaximumCount} elements");
        }
    }

    public FiniteSet ToSet()
    {
        if (!_isSorted)
        {
            Sort();
        }

        return FiniteSet.FromSorted(_count == _elements.Length ? _elements : _elements[.._count]);
    }

    private void Sort()
    {
        Span<Value> span = _elements.AsSpan(0, _count);
        if (_count <= 12)
        {
            InsertionSort(span);
        }
        else
        {
            try
            {
                span.Sort(Value.Compare);
            }
            catch (InvalidOperationException e) when (e.InnerException is EvaluationException inner)
            {
                throw new EvaluationException(inner.Message, inner); // The sort wraps what comparisons throw.
            }
        }

        int kept = 1;
        for (int i = 1; i < _count; i++)
        {
            if (Value.Compare(span[kept - 1], span[i]) != 0)
            {
                span[kept++] = span[i];
            }
        }

        _count = kept;
    }

    private static void InsertionSort(Span<Value> span)
    {
        for (int i = 1; i < span.Length; i++)
        {
            Value moved = span[i];
            int j = i - 1;
            while (j >= 0 && Value.Compare(span[j], moved) > 0)
            {
                span[j + 1] = span[j];
                j--;
            }

            span[j + 1] = moved;
        }
    }
}
