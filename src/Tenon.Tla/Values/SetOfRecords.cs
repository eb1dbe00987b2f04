using System.Numerics;

namespace Tenon.Tla.Values;

/// <summary>[a : S, b : T], and tuples S \X T: functions of one domain with a set of values for each argument.</summary>
internal sealed class SetOfRecords(FiniteSet domain, SetValue[] ranges) : SetValue
{
    /// <summary>The arguments: names of fields, or 1..n.</summary>
    public FiniteSet Domain => domain;

    /// <summary>The values of each, in the order of the domain.</summary>
    public ReadOnlySpan<SetValue> Ranges => ranges;

    public override bool IsEnumerable => Array.TrueForAll(ranges, range => range.IsEnumerable);

    public override bool IsNormal => false;

    public override bool Contains(Value element)
    {
        if (element is not FunctionValue function)
        {
            return element is ModelValue ? false : throw new EvaluationException($"Attempted to check if {element.Describe()} is an element of {ValueText.Short(this)}");
        }

        if (!function.Domain.IsEnumerable)
        {
            return false;
        }

        FiniteFunction finite = function.ToFinite();
        if (finite.Count != ranges.Length || !Same(finite.Domain, domain))
        {
            return false;
        }

        for (int i = 0; i < ranges.Length; i++)
        {
            if (!ranges[i].Contains(finite.Values[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override BigInteger Cardinality() => ranges.Aggregate(BigInteger.One, (product, range) => product * range.Cardinality());

    public override IEnumerable<Value> Elements() =>
        Combinations.Of([.. ranges.Select(range => range.ToFinite())]).Select(values => new FiniteFunction(domain, values));

    protected override bool IsSameFormAs(SetValue other) =>
        other is SetOfRecords set && Same(domain, set.Domain) && set.Ranges.ToArray().Zip(ranges).All(pair => AreSeenEqual(pair.First, pair.Second));
}
