using System.Collections.Concurrent;

namespace Tenon.Tla.Values;

/// <summary>A function whose values are known: one array of values, in the order of the domain. There is no other form of tuples, sequences and records.</summary>
internal sealed class FiniteFunction : FunctionValue
{
    public static readonly FiniteFunction Empty = new(FiniteSet.Empty, []);

    private static readonly ConcurrentDictionary<string, FiniteSet> KnownFields = new(StringComparer.Ordinal);
    private readonly Value[] _values;
    private FiniteFunction? _normal;

    /// <summary>Keeps the array.</summary>
    public FiniteFunction(FiniteSet domain, Value[] values) => (FiniteDomain, _values) = (domain, values);

    public override SetValue Domain => FiniteDomain;

    public FiniteSet FiniteDomain { get; }

    /// <summary>The values in the order of the domain. Nobody changes them.</summary>
    public Value[] Values => _values;

    public int Count => _values.Length;

    /// <summary>Whether it is a tuple, that is, a sequence: the domain is 1..n.</summary>
    public bool IsTuple => _values.Length == 0 || FiniteDomain is IntervalSet { Low: 1 };

    /// <summary>Whether it is a record: the domain is a set of strings, and not empty.</summary>
    public bool IsRecord => _values.Length > 0 && FiniteDomain[0] is StringValue && FiniteDomain[_values.Length - 1] is StringValue;

    public override bool IsNormal => ReferenceEquals(Normalize(), this);

    /// <summary>The tuple of these elements. Keeps the array.</summary>
    public static FiniteFunction Tuple(params Value[] elements) => elements.Length == 0 ? Empty : new(IntervalSet.OneTo(elements.Length), elements);

    /// <summary>The record of these fields.</summary>
    public static FiniteFunction Record(params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        string[] names = new string[fields.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = fields[i].Name;
        }

        FiniteSet domain = Fields(names);
        Value[] values = new Value[fields.Length];
        foreach ((string name, Value value) in fields)
        {
            values[domain.IndexOf(StringValue.Of(name))] = value;
        }

        return new FiniteFunction(domain, values);
    }

    /// <summary>The set of these names: one object for the same names, so that records of one kind are quickly told.</summary>
    public static FiniteSet Fields(params ReadOnlySpan<string> names)
    {
        string[] sorted = names.ToArray();
        Array.Sort(sorted, NameOrder.Compare);
        return KnownFields.GetOrAdd(string.Join('\0', sorted), static (_, all) => FiniteSet.FromSorted([.. all.Select(StringValue.Of)]), sorted);
    }

    public override Value Apply(Value argument)
    {
        int index = FiniteDomain.IndexOf(argument);
        return index >= 0 ? _values[index] : throw NotInDomain(argument);
    }

    /// <summary>The same function with another value for the argument of this rank.</summary>
    public FiniteFunction With(int index, Value value)
    {
        Value old = _values[index];
        if (ReferenceEquals(old, value))
        {
            return this;
        }

        Value[] values = (Value[])_values.Clone();
        values[index] = value;
        FiniteFunction result = new(FiniteDomain, values);
        if (KnownHash != 0 && value.IsNormal && ReferenceEquals(_normal, this))
        {
            ulong key = FiniteDomain[index].Hash;
            result.KnownHash = unchecked(KnownHash - ValueHash.Pair(key, old.Hash) + ValueHash.Pair(key, value.Hash));
            result._normal = result;
        }

        return result;
    }

    public override FiniteFunction ToFinite() => this;

    public override Value Normalize() => _normal ??= ComputeNormal();

    public override bool HasSameContent(Value other)
    {
        FiniteFunction function = (FiniteFunction)other;
        if (_values.Length != function._values.Length || !Same(FiniteDomain, function.FiniteDomain))
        {
            return false;
        }

        for (int i = 0; i < _values.Length; i++)
        {
            if (!Same(_values[i], function._values[i]))
            {
                return false;
            }
        }

        return true;
    }

    protected override ulong ComputeHash()
    {
        ulong hash = ValueHash.EmptyFunction;
        for (int i = 0; i < _values.Length; i++)
        {
            unchecked
            {
                hash += ValueHash.Pair(FiniteDomain[i].Hash, _values[i].Hash);
            }
        }

        return hash;
    }

    private FiniteFunction ComputeNormal()
    {
        Value[]? normal = null;
        for (int i = 0; i < _values.Length; i++)
        {
            if (!_values[i].IsNormal)
            {
                normal ??= (Value[])_values.Clone();
                normal[i] = _values[i].Normalize();
            }
        }

        if (normal is null)
        {
            return this;
        }

        FiniteFunction result = new(FiniteDomain, normal);
        result._normal = result;
        return result;
    }
}
