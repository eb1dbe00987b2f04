namespace Tenon.Tla.Values;

/// <summary>Seq(S).</summary>
internal sealed class SetOfSequences(SetValue of) : SetValue
{
    public SetValue Base => of;

    public override bool IsEnumerable => of.IsEnumerable && of.ToFinite().Count == 0;

    public override bool IsNormal => false;

    public override bool Contains(Value element)
    {
        if (element is not FunctionValue function)
        {
            return element is ModelValue ? false : throw new EvaluationException($"Attempted to check if {element.Describe()}, which is no sequence, is an element of {ValueText.Short(this)}");
        }

        if (!function.Domain.IsEnumerable || !function.ToFinite().IsTuple)
        {
            return false;
        }

        foreach (Value value in function.ToFinite().Values)
        {
            if (!of.Contains(value))
            {
                return false;
            }
        }

        return true;
    }

    public override IEnumerable<Value> Elements() => IsEnumerable ? [FiniteFunction.Empty] : throw NotEnumerable();

    protected override bool IsSameFormAs(SetValue other) => other is SetOfSequences set && AreSeenEqual(of, set.Base);
}
