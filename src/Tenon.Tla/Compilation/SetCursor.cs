using System.Runtime.CompilerServices;
using Tenon.Tla.Values;

namespace Tenon.Tla.Compilation;

/// <summary>Goes through the elements of a set in order, without allocating for sets whose elements are in memory.</summary>
internal struct SetCursor
{
    private readonly Value[]? _elements;
    private readonly IEnumerator<Value>? _enumerator;
    private int _next;

    public SetCursor(SetValue set)
    {
        Current = set; // Never read before MoveNext.
        _next = 0;
        (_elements, _enumerator) = set is FiniteSet finite ? (finite.ToArrayUnsafe(), null) : ((Value[]?)null, set.Elements().GetEnumerator());
    }

    /// <summary>The element that <see cref="MoveNext"/> went to.</summary>
    public Value Current { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_elements is Value[] elements)
        {
            if (_next >= elements.Length)
            {
                return false;
            }

            Current = elements[_next];
            unchecked
            {
                _next++;
            }

            return true;
        }

        return MoveEnumerator();
    }

    private bool MoveEnumerator()
    {
        if (!_enumerator!.MoveNext()) // Set when there is no array.
        {
            return false;
        }

        Current = _enumerator.Current;
        return true;
    }
}
