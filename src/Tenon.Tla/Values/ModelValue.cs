using System.Collections.Concurrent;

namespace Tenon.Tla.Values;

/// <summary>A model value: equal to itself and to nothing else. One of the form <c>T_name</c> is typed: comparing it with a value of another type fails.</summary>
internal sealed class ModelValue : Value
{
    private static readonly ConcurrentDictionary<string, ModelValue> Known = new(StringComparer.Ordinal);

    private ModelValue(string name)
    {
        Name = name;
        Type = name.Length > 2 && name[1] == '_' ? name[0] : '\0';
    }

    public string Name { get; }

    /// <summary>The letter before the underscore of a typed model value, else 0.</summary>
    public char Type { get; }

    public override ValueKind Kind => ValueKind.ModelValue;

    public static ModelValue Of(string name) => Known.GetOrAdd(name, static n => new ModelValue(n));

    /// <summary>Fails if this is typed and the other is of another type.</summary>
    public void RequireComparable(Value other)
    {
        if (Type == '\0' || (other is ModelValue model && (model.Type == Type || model.Type == '\0')))
        {
            return;
        }

        throw new EvaluationException(other is ModelValue
            ? $"Attempted to check equality of the differently-typed model values {Name} and {other}"
            : $"Attempted to check equality of the typed model value {Name} and the non-model value {ValueText.Short(other)}");
    }

    public override bool HasSameContent(Value other) => ReferenceEquals(this, other);

    protected override ulong ComputeHash() => ValueHash.OfModelValue(Name);
}
