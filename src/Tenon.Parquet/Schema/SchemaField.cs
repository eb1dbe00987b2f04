using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Schema;

/// <summary>A field of a schema being described: a leaf, a struct, a list or a map. Immutable.</summary>
/// <remarks>Lists and maps take the three-level form of the format, as all present readers expect it.</remarks>
public sealed class SchemaField
{
    private readonly SchemaElement _element;
    private readonly IReadOnlyList<SchemaField> _children;

    private SchemaField(SchemaElement element, IReadOnlyList<SchemaField> children) => (_element, _children) = (element with { ChildCount = children.Count }, children);

    /// <summary>The name within the parent.</summary>
    public string Name => _element.Name;

    /// <summary>A leaf that always has a value.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="fieldId">The field id that table formats assign.</param>
    public static SchemaField Required(string name, LeafType type, int? fieldId = null) => Leaf(name, type, Repetition.Required, fieldId);

    /// <summary>A leaf that may be null.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="fieldId">The field id that table formats assign.</param>
    public static SchemaField Optional(string name, LeafType type, int? fieldId = null) => Leaf(name, type, Repetition.Optional, fieldId);

    /// <summary>A leaf that repeats, without a list around it; old writers have such.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="fieldId">The field id that table formats assign.</param>
    public static SchemaField Repeated(string name, LeafType type, int? fieldId = null) => Leaf(name, type, Repetition.Repeated, fieldId);

    /// <summary>A struct.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOptional">Whether the whole struct may be null.</param>
    /// <param name="fields">Its fields.</param>
    public static SchemaField Struct(string name, bool isOptional, params IReadOnlyList<SchemaField> fields) =>
        new(Group(name, isOptional ? Repetition.Optional : Repetition.Required), fields);

    /// <summary>A struct with an annotation, such as VARIANT.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOptional">Whether the whole struct may be null.</param>
    /// <param name="logical">The annotation, written as its bytes say.</param>
    /// <param name="fields">Its fields.</param>
    public static SchemaField Annotated(string name, bool isOptional, LogicalType logical, params IReadOnlyList<SchemaField> fields) =>
        new(Group(name, isOptional ? Repetition.Optional : Repetition.Required) with { LogicalType = logical }, fields);

    /// <summary>A list.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOptional">Whether the list itself may be null.</param>
    /// <param name="element">The elements; the format wants the name <c>element</c>.</param>
    public static SchemaField List(string name, bool isOptional, SchemaField element)
    {
        ArgumentNullException.ThrowIfNull(element);
        SchemaElement outer = Group(name, isOptional ? Repetition.Optional : Repetition.Required) with { ConvertedType = ConvertedType.List, LogicalType = LogicalTypes.List };
        return new SchemaField(outer, [new SchemaField(Group("list", Repetition.Repeated), [element])]);
    }

    /// <summary>A map.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOptional">Whether the map itself may be null.</param>
    /// <param name="key">The keys, required; the format wants the name <c>key</c>.</param>
    /// <param name="value">The values; the format wants the name <c>value</c>.</param>
    public static SchemaField Map(string name, bool isOptional, SchemaField key, SchemaField value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        SchemaElement outer = Group(name, isOptional ? Repetition.Optional : Repetition.Required) with { ConvertedType = ConvertedType.Map, LogicalType = LogicalTypes.Map };
        return new SchemaField(outer, [new SchemaField(Group("key_value", Repetition.Repeated), [key, value])]);
    }

    internal void AppendTo(List<SchemaElement> elements)
    {
        elements.Add(_element);
        foreach (SchemaField child in _children)
        {
            child.AppendTo(elements);
        }
    }

    private static SchemaElement Group(string name, Repetition repetition) => new() { Name = name, Repetition = repetition };

    private static SchemaField Leaf(string name, LeafType type, Repetition repetition, int? fieldId)
    {
        ArgumentNullException.ThrowIfNull(type);
        bool isDecimal = type.Logical?.Kind == LogicalTypeKind.Decimal;
        return new SchemaField(
            new SchemaElement
            {
                Name = name,
                Repetition = repetition,
                Type = type.Physical,
                TypeLength = type.Length,
                ConvertedType = type.Converted,
                Precision = isDecimal ? type.Logical!.Precision : null, // Not null: it is a decimal.
                Scale = isDecimal ? type.Logical!.Scale : null,
                LogicalType = type.Logical,
                FieldId = fieldId,
            },
            []);
    }
}
