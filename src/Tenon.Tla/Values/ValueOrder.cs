namespace Tenon.Tla.Values;

/// <summary>Equality and order between values of any two kinds, with the failures that the language's users rely on as a check of types.</summary>
internal static class ValueOrder
{
    public static bool AreEqual(Value left, Value right)
    {
        switch (left)
        {
            case ModelValue model:
                model.RequireComparable(right);
                (right as ModelValue)?.RequireComparable(left);
                return false; // Equal ones are one object.
            case var _ when right is ModelValue other:
                other.RequireComparable(left);
                return false;
            case BooleanValue when right is BooleanValue:
            case StringValue when right is StringValue:
                return false; // Equal ones are one object.
            case IntegerValue number when right is IntegerValue other:
                return number.Number == other.Number;
            case SetValue set when right is SetValue other:
                return set.EqualsSet(other);
            case FunctionValue function when right is FunctionValue other:
                return FunctionsAreEqual(function.ToFinite(), other.ToFinite());
            default:
                throw Mismatch("check equality of", left, right);
        }
    }

    public static int Compare(Value left, Value right)
    {
        switch (left)
        {
            case ModelValue model:
                model.RequireComparable(right);
                (right as ModelValue)?.RequireComparable(left);
                return right is ModelValue second ? NameOrder.Compare(model.Name, second.Name) : -1;
            case var _ when right is ModelValue other:
                other.RequireComparable(left);
                return 1;
            case BooleanValue first when right is BooleanValue other:
                return first.IsTrue.CompareTo(other.IsTrue);
            case IntegerValue number when right is IntegerValue other:
                return number.Number.CompareTo(other.Number);
            case StringValue text when right is StringValue other:
                return NameOrder.Compare(text.Text, other.Text);
            case SetValue set when right is SetValue other:
                return CompareSets(set.ToFinite(), other.ToFinite());
            case FunctionValue function when right is FunctionValue other:
                return CompareFunctions(function.ToFinite(), other.ToFinite());
            default:
                throw Mismatch("compare", left, right);
        }
    }

    private static bool FunctionsAreEqual(FiniteFunction left, FiniteFunction right)
    {
        if (left.Count != right.Count || !Value.Same(left.FiniteDomain, right.FiniteDomain))
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (!Value.AreEqual(left.Values[i], right.Values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int CompareSets(FiniteSet left, FiniteSet right)
    {
        int result = left.Count.CompareTo(right.Count);
        for (int i = 0; result == 0 && i < left.Count; i++)
        {
            result = Value.Compare(left[i], right[i]);
        }

        return result;
    }

    private static int CompareFunctions(FiniteFunction left, FiniteFunction right)
    {
        int result = left.Count.CompareTo(right.Count);
        if (result == 0 && !ReferenceEquals(left.FiniteDomain, right.FiniteDomain))
        {
            result = CompareSets(left.FiniteDomain, right.FiniteDomain);
        }

        for (int i = 0; result == 0 && i < left.Count; i++)
        {
            result = Value.Compare(left.Values[i], right.Values[i]);
        }

        return result;
    }

    private static EvaluationException Mismatch(string what, Value left, Value right) => new(
        $"Attempted to {what} {left.Describe()} with non-{ValueText.KindName(left)}: {ValueText.Short(right)}");
}
