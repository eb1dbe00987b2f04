using System.Numerics;

namespace Tenon.Tla.Values;

/// <summary>[S -> T].</summary>
internal sealed class SetOfFunctions(SetValue domain, SetValue range) : SetValue
{
    public SetValue Domain => domain;

    public SetValue Range => range;

    public override bool IsEnumerable => domain.IsEnumerable && (range.IsEnumerable || domain.ToFinite().Count == 0);

    public override bool IsNormal => false;

    public override bool Contains(Value element)
    {
        if (element is not FunctionValue function)
        {
            return element is ModelValue ? false : throw new EvaluationException($"Attempted to check if {element.Describe()}, which is no function, is an element of {ValueText.Short(this)}");
        }

        if (function is LazyFunction && !function.Domain.IsEnumerable)
        {
            return function.Domain.EqualsSet(domain) ? throw new EvaluationException($"Attempted to check if a function on {ValueText.Short(function.Domain)} is an element of {ValueText.Short(this)}") : false;
        }

        FiniteFunction finite = function.ToFinite();
        if (!domain.IsEnumerable || !Same(finite.Domain, domain))
        {
            return false;
        }

        foreach (Value value in finite.Values)
        {
            if (!range.Contains(value))
            {
                return false;
            }
        }

        return true;
    }

    public override BigInteger Cardinality()
    {
        int arguments = domain.ToFinite().Count;
        return arguments == 0 ? 1 : BigInteger.Pow(range.Cardinality(), arguments);
    }

    public override IEnumerable<Value> Elements()
    {
        FiniteSet arguments = domain.ToFinite();
        return Combinations.Of(Enumerable.Repeat(arguments.Count == 0 ? FiniteSet.Empty : range.ToFinite(), arguments.Count).ToArray())
            .Select(values => new FiniteFunction(arguments, values));
    }

    protected override bool IsSameFormAs(SetValue other) => other is SetOfFunctions set && AreSeenEqual(domain, set.Domain) && AreSeenEqual(range, set.Range);
}
