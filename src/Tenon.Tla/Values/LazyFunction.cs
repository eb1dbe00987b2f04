using System.Collections.Concurrent;

namespace Tenon.Tla.Values;

/// <summary>[x \in S |-> e] whose values are computed when asked for, once for each argument: recursive functions, and functions on sets that cannot be listed.</summary>
/// <param name="domain">The domain.</param>
/// <param name="compute">The value for an argument of the domain.</param>
internal sealed class LazyFunction(SetValue domain, Func<Value, Value> compute) : FunctionValue
{
    private readonly ConcurrentDictionary<Value, Value> _known = new();
    private FiniteFunction? _finite;

    public override SetValue Domain => domain;

    public override bool IsNormal => false;

    public override Value Apply(Value argument)
    {
        if (_finite is FiniteFunction finite)
        {
            return finite.Apply(argument);
        }

        if (_known.TryGetValue(argument, out Value? known))
        {
            return known;
        }

        if (!domain.Contains(argument))
        {
            throw NotInDomain(argument);
        }

        Value value = compute(argument);
        _known[argument] = value;
        return value;
    }

    public override FiniteFunction ToFinite()
    {
        if (_finite is null)
        {
            FiniteSet arguments = domain.ToFinite();
            Value[] values = new Value[arguments.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Apply(arguments[i]);
            }

            _finite = new FiniteFunction(arguments, values);
        }

        return _finite;
    }

    public override Value Normalize() => ToFinite().Normalize();

    public override bool HasSameContent(Value other) => throw new InvalidOperationException("Only normal values have a content to compare.");

    protected override ulong ComputeHash() => throw new InvalidOperationException("Only normal values are hashed.");
}
