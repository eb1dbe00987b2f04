namespace Tenon.Tla.Values;

/// <summary>{x \in S : P}, where S is not listed unless asked for.</summary>
internal sealed class FilteredSet(SetValue source, Func<Value, bool> predicate) : SetValue
{
    public override bool IsEnumerable => source.IsEnumerable;

    public override bool IsNormal => false;

    public override bool Contains(Value element) => source.Contains(element) && predicate(element);

    public override IEnumerable<Value> Elements() => source.Elements().Where(predicate);
}

/// <summary>S \cup T, where at least one is lazy.</summary>
internal sealed class LazyUnion(SetValue left, SetValue right) : SetValue
{
    public override bool IsEnumerable => left.IsEnumerable && right.IsEnumerable;

    public override bool IsNormal => false;

    public SetValue Left => left;

    public SetValue Right => right;

    public override bool Contains(Value element) => left.Contains(element) || right.Contains(element);

    public override IEnumerable<Value> Elements() => left.ToFinite().Union(right.ToFinite()).Elements();
}

/// <summary>S \cap T, where both are lazy.</summary>
internal sealed class LazyIntersection(SetValue left, SetValue right) : SetValue
{
    public override bool IsEnumerable => left.IsEnumerable || right.IsEnumerable;

    public override bool IsNormal => false;

    public SetValue Left => left;

    public SetValue Right => right;

    public override bool Contains(Value element) => left.Contains(element) && right.Contains(element);

    public override IEnumerable<Value> Elements() => left.IsEnumerable ? left.Elements().Where(right.Contains) : right.Elements().Where(left.Contains);
}

/// <summary>S \ T, where S is lazy.</summary>
internal sealed class LazyDifference(SetValue left, SetValue right) : SetValue
{
    public override bool IsEnumerable => left.IsEnumerable;

    public override bool IsNormal => false;

    public SetValue Left => left;

    public SetValue Right => right;

    public override bool Contains(Value element) => left.Contains(element) && !right.Contains(element);

    public override IEnumerable<Value> Elements() => left.Elements().Where(element => !right.Contains(element));
}

/// <summary>UNION S, where an element of S is lazy.</summary>
internal sealed class LazyBigUnion(SetValue[] sets) : SetValue
{
    public override bool IsEnumerable => Array.TrueForAll(sets, set => set.IsEnumerable);

    public override bool IsNormal => false;

    public ReadOnlySpan<SetValue> Sets => sets;

    public override bool Contains(Value element) => Array.Exists(sets, set => set.Contains(element));

    public override IEnumerable<Value> Elements() =>
        sets.Aggregate(FiniteSet.Empty, (union, set) => union.Union(set.ToFinite())).Elements();
}
