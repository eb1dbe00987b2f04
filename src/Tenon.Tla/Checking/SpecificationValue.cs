using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>A value of TLA+, for those who compare a specification with something else. Immutable.</summary>
public sealed class SpecificationValue
{
    private SpecificationValue(Value value) => Value = value;

    internal Value Value { get; }

    /// <summary>A number.</summary>
    /// <param name="number">The number.</param>
    public static SpecificationValue Number(long number) => new(IntegerValue.Of(number));

    /// <summary>TRUE or FALSE.</summary>
    /// <param name="isTrue">Which.</param>
    public static SpecificationValue Truth(bool isTrue) => new(BooleanValue.Of(isTrue));

    /// <summary>A string.</summary>
    /// <param name="text">Its text.</param>
    public static SpecificationValue Text(string text) => new(StringValue.Of(text));

    /// <summary>A finite set.</summary>
    /// <param name="elements">Its elements, in any order.</param>
    public static SpecificationValue Set(IEnumerable<SpecificationValue> elements) => new(FiniteSet.Of([.. elements.Select(element => element.Value)]));

    /// <summary>A tuple, that is, a sequence.</summary>
    /// <param name="elements">Its elements in order.</param>
    public static SpecificationValue Tuple(IEnumerable<SpecificationValue> elements) => new(FiniteFunction.Tuple([.. elements.Select(element => element.Value)]));

    /// <summary>A record.</summary>
    /// <param name="fields">Its fields, in any order.</param>
    public static SpecificationValue Record(params ReadOnlySpan<(string Name, SpecificationValue Value)> fields)
    {
        (string Name, Value Value)[] values = new (string, Value)[fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (fields[i].Name, fields[i].Value.Value);
        }

        return new(FiniteFunction.Record(values));
    }

    /// <summary>A function of numbers.</summary>
    /// <param name="pairs">Arguments and values, in any order.</param>
    public static SpecificationValue Function(IEnumerable<(int Argument, SpecificationValue Value)> pairs) =>
        Function(pairs.Select(pair => (Number(pair.Argument), pair.Value)));

    /// <summary>A function.</summary>
    /// <param name="pairs">Arguments, each once, and values, in any order.</param>
    public static SpecificationValue Function(IEnumerable<(SpecificationValue Argument, SpecificationValue Value)> pairs)
    {
        (SpecificationValue Argument, SpecificationValue Value)[] all = [.. pairs];
        FiniteSet domain = FiniteSet.Of([.. all.Select(pair => pair.Argument.Value)]);
        Value[] values = new Value[domain.Count];
        foreach ((SpecificationValue argument, SpecificationValue value) in all)
        {
            values[domain.IndexOf(argument.Value)] = value.Value;
        }

        return new(new FiniteFunction(domain, values).Normalize());
    }

    /// <inheritdoc/>
    public override string ToString() => ValueText.Of(Value);
}
