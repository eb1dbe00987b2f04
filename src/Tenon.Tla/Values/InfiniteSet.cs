namespace Tenon.Tla.Values;

/// <summary>One of the sets that the language or its standard modules name and that cannot be enumerated.</summary>
internal sealed class InfiniteSet : SetValue
{
    /// <summary>Nat.</summary>
    public static readonly InfiniteSet Naturals = new("Nat", ValueKind.Integer, value => value is IntegerValue { Number: >= 0 });

    /// <summary>Int.</summary>
    public static readonly InfiniteSet Integers = new("Int", ValueKind.Integer, value => value is IntegerValue);

    /// <summary>Real: the numbers that can be represented are the integers.</summary>
    public static readonly InfiniteSet Reals = new("Real", ValueKind.Integer, value => value is IntegerValue);

    /// <summary>STRING.</summary>
    public static readonly InfiniteSet Strings = new("STRING", ValueKind.String, value => value is StringValue);

    /// <summary>Any, of module TLC: everything is an element.</summary>
    public static readonly InfiniteSet Anything = new("Any", null, _ => true);

    private readonly ValueKind? _kind;
    private readonly Func<Value, bool> _contains;

    private InfiniteSet(string name, ValueKind? kind, Func<Value, bool> contains) => (Name, _kind, _contains) = (name, kind, contains);

    public string Name { get; }

    public override bool IsEnumerable => false;

    public override bool IsNormal => false;

    public override bool Contains(Value element) => element.Kind == _kind || _kind is null || element.Kind == ValueKind.ModelValue
        ? _contains(element)
        : throw new EvaluationException($"Attempted to check if {element.Describe()} is an element of {Name}");

    public override IEnumerable<Value> Elements() => throw NotEnumerable();

    public override bool HasSameContent(Value other) => ReferenceEquals(this, other);
}
