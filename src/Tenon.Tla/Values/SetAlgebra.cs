namespace Tenon.Tla.Values;

/// <summary>The operators on sets: eager where the elements are known, lazy otherwise.</summary>
internal static class SetAlgebra
{
    public static SetValue Union(SetValue left, SetValue right) => left is FiniteSet first && right is FiniteSet second
        ? first.Union(second)
        : new LazyUnion(left, right);

    public static SetValue Intersection(SetValue left, SetValue right) => left is FiniteSet first
        ? first.Intersect(right)
        : right is FiniteSet second ? second.Intersect(left) : new LazyIntersection(left, right);

    public static SetValue Difference(SetValue left, SetValue right) => left is FiniteSet finite ? finite.Except(right) : new LazyDifference(left, right);

    public static SetValue BigUnion(SetValue sets)
    {
        if (sets is PowerSet power)
        {
            return power.Base;
        }

        FiniteSet all = sets.ToFinite();
        if (all.Count == 0)
        {
            return FiniteSet.Empty;
        }

        SetValue[] parts = new SetValue[all.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = RequireSet(all[i]);
        }

        return BigUnion(parts);
    }

    /// <summary>The union of sets that need not be told apart first: they stay as lazy as they are.</summary>
    public static SetValue BigUnion(SetValue[] parts) =>
        parts.Length == 0 ? FiniteSet.Empty : Array.TrueForAll(parts, part => part is FiniteSet) ? UnionOfFinite(parts) : new LazyBigUnion(parts);

    public static SetValue RequireSet(Value value) =>
        value as SetValue ?? throw new EvaluationException($"UNION needs a set of sets, but {value.Describe()} is one of its elements");

    private static FiniteSet UnionOfFinite(SetValue[] parts)
    {
        if (parts.Length <= 2)
        {
            return parts.Length == 1 ? (FiniteSet)parts[0] : ((FiniteSet)parts[0]).Union((FiniteSet)parts[1]);
        }

        SetBuilder builder = new();
        foreach (SetValue part in parts)
        {
            foreach (Value element in ((FiniteSet)part).AsSpan())
            {
                builder.Add(element);
            }
        }

        return builder.ToSet();
    }
}
