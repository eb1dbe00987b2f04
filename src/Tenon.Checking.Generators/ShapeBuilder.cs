using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tenon.Checking.Generators.Shapes;

namespace Tenon.Checking.Generators;

/// <summary>Finds the shapes of types, as the derivation at run time does, and what keeps a type from having one.</summary>
/// <param name="compilation">What is compiled.</param>
/// <param name="model">The class that the code becomes a part of.</param>
/// <param name="place">Where a finding is reported that has no place in a source file.</param>
internal sealed class ShapeBuilder(Compilation compilation, INamedTypeSymbol model, Location? place)
{
    // Tuples as the generic types that they are: those have constructors to name.
    private static readonly SymbolDisplayFormat Full =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private readonly Dictionary<(string Type, Marks Marks), Shape> _known = [];
    private readonly Dictionary<string, RecordShape> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<Shape, WrappedShape> _wrapped = [];
    private readonly List<Shape> _shapes = [];

    /// <summary>What was found wrong.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>All shapes, each with its number.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>The shape of a whole value; null if there is none, for a reason among the findings.</summary>
    /// <param name="type">The type.</param>
    public CalledShape? Whole(ITypeSymbol type)
    {
        Shape? shape = Plain(type, new Site(type.ToDisplayString(), type, place));
        return shape is null ? null : Called(shape);
    }

    private Shape? Plain(ITypeSymbol type, Site site)
    {
        (string, Marks) key = (NameOf(type), Marks.None);
        if (!_known.TryGetValue(key, out Shape? shape))
        {
            shape = Scalar(type) ?? (Containers.KindOf(type) is ContainerKind kind ? Container((INamedTypeSymbol)type, kind, Marks.None, site) : Object(type, site with { Type = type }));
            if (shape is not null)
            {
                _known[key] = Numbered(shape);
            }
        }

        return shape;
    }

    // A part that is an object may be null; it takes a bit to say so.
    private Shape? Part(ITypeSymbol type, Marks marks, Site site)
    {
        if (!IsAccessible(type, site))
        {
            return null;
        }

        Shape? shape = marks == Marks.None ? Plain(type, site) : Marked(type, marks, site);
        return shape is null || type.IsValueType ? shape : Numbered(new OptionalShape(NameOf(type), shape, isStruct: false));
    }

    private Shape? Marked(ITypeSymbol type, Marks marks, Site site)
    {
        (string, Marks) key = (NameOf(type), marks);
        if (!_known.TryGetValue(key, out Shape? shape))
        {
            shape = type.SpecialType != SpecialType.System_Int32 ? Container((INamedTypeSymbol)type, Containers.KindOf(type) ?? default, marks, site)
                : marks.Member is string set ? new MemberShape(set)
                : new RangeShape(marks.Minimum ?? 0, marks.Maximum ?? 0);
            if (shape is not null)
            {
                _known[key] = Numbered(shape);
            }
        }

        return shape;
    }

    private static Shape? Scalar(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
        {
            return Enumeration(enumeration);
        }

        string name = NameOf(type);
        return type.SpecialType switch
        {
            SpecialType.System_Boolean => new PlainFixedShape(name, 1),
            SpecialType.System_Byte => new PlainFixedShape(name, 8),
            SpecialType.System_Char => new PlainFixedShape(name, 16),
            SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 => new NumberShape(name, isSigned: true),
            SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 => new NumberShape(name, isSigned: false),
            SpecialType.System_String => new StringShape(),
            _ => null,
        };
    }

    private static Shape Enumeration(INamedTypeSymbol type)
    {
        const ulong greatestFixed = ushort.MaxValue;
        (string unsignedType, ulong mask) = type.EnumUnderlyingType?.SpecialType switch
        {
            SpecialType.System_Byte or SpecialType.System_SByte => ("byte", byte.MaxValue),
            SpecialType.System_Int16 or SpecialType.System_UInt16 => ("ushort", ushort.MaxValue),
            SpecialType.System_Int32 or SpecialType.System_UInt32 => ("uint", uint.MaxValue),
            _ => ("ulong", ulong.MaxValue),
        };
        ulong greatest = type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field.HasConstantValue)
            .Select(field => mask & unchecked(field.ConstantValue is ulong large ? large : (ulong)Convert.ToInt64(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture)))
            .DefaultIfEmpty()
            .Max();
        bool isFlags = type.GetAttributes().Any(each => each.AttributeClass?.ToDisplayString() == "System.FlagsAttribute");
        return greatest <= greatestFixed
            ? new EnumShape(NameOf(type), type.MetadataName, unsignedType, greatest, isFlags)
            : new LargeEnumShape(NameOf(type), unsignedType);
    }

    private Shape? Container(INamedTypeSymbol type, ContainerKind kind, Marks marks, Site site)
    {
        Marks inner = marks.IndexedBy is null ? marks : marks.Inner;
        Shape?[] parts = [.. type.TypeArguments.Select(argument => Part(argument, inner.For(argument), site))];
        if (parts.Any(part => part is null))
        {
            return null;
        }

        Shape first = parts[0]!; // None is null.
        string name = NameOf(type);
        CalledShape[] Codecs() => [.. parts.Select(part => Called(part!))]; // None is null.
        return kind switch
        {
            ContainerKind.Nullable => new OptionalShape(name, first, isStruct: true),
            ContainerKind.Tuple => new RecordShape(name, null, mayBeDerivedFrom: false) { Parts = [.. parts.Select((part, i) => new Part($"Item{i + 1}", part!))] }, // None is null.
            ContainerKind.Array => new ArrayShape(name, Called(first), first, marks.IndexedBy),
            ContainerKind.List => new ListShape(name, Called(first), first),
            ContainerKind.HashSet => new LibraryShape(name, "ImmutableHashSet", Codecs()),
            ContainerKind.SortedSet => new LibraryShape(name, "ImmutableSortedSet", Codecs()),
            ContainerKind.Dictionary => new LibraryShape(name, "ImmutableDictionary", Codecs()),
            _ => new LibraryShape(name, "ImmutableSortedDictionary", Codecs()),
        };
    }

    private Shape? Object(ITypeSymbol type, Site site)
    {
        const string advice = "use immutable collections, records, enumerations and whole numbers";
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named || type.SpecialType != SpecialType.None || type.IsRefLikeType)
        {
            return Fail(site, Diagnostics.Unsupported, advice);
        }

        return named.IsAbstract ? Union(named, site) : Record(named, site);
    }

    private UnionShape? Union(INamedTypeSymbol type, Site site)
    {
        INamedTypeSymbol[] cases = [.. type.GetTypeMembers()
            .Where(nested => !nested.IsAbstract && nested.TypeKind == TypeKind.Class && BasesOf(nested).Any(each => SymbolEqualityComparer.Default.Equals(each, type)))
            .OrderBy(nested => nested.MetadataName, StringComparer.Ordinal)];
        if (cases.Length == 0)
        {
            Fail(site, Diagnostics.Unsupported, "it is abstract, and no case of it is nested in it");
            return null;
        }

        // Known before its parts are, for they may hold it.
        UnionShape union = new(NameOf(type));
        _known[(union.TypeName, Marks.None)] = union;
        RecordShape?[] shapes = [.. cases.Select(each => IsAccessible(each, site) ? Record(each, site with { Type = each }) : null)];
        if (shapes.Any(each => each is null))
        {
            return null;
        }

        union.Cases = [.. shapes.Select(each => each!)]; // None is null.
        return union;
    }

    private RecordShape? Record(INamedTypeSymbol type, Site site)
    {
        if (_records.TryGetValue(NameOf(type), out RecordShape? known))
        {
            return known;
        }

        IFieldSymbol[] fields = [.. BasesOf(type).Prepend(type).SelectMany(each => each.GetMembers().OfType<IFieldSymbol>()).Where(field => !field.IsStatic)];
        IPropertySymbol[] properties = [.. BasesOf(type).Prepend(type).SelectMany(each => each.GetMembers().OfType<IPropertySymbol>()).Where(property => !property.IsStatic)];
        IMethodSymbol? constructor = type.InstanceConstructors
            .Where(each => !(each.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(each.Parameters[0].Type, type)))
            .OrderByDescending(each => each.Parameters.Length)
            .FirstOrDefault();
        if (constructor is null)
        {
            Fail(site, Diagnostics.NotARecord, "it has no constructor");
            return null;
        }

        // Of classes from elsewhere no private fields are known, but what can be set is. Of structs they are, those behind properties by names of their own.
        string[] stored = type.DeclaringSyntaxReferences.Length > 0
            ? [.. fields.Select(field => field.AssociatedSymbol?.Name ?? field.Name)]
            : [.. fields.Select(field => PropertyBehind(field.Name) ?? field.Name).Concat(properties.Where(property => property.SetMethod is not null && property.Parameters.Length == 0).Select(property => property.Name)).Distinct()];
        if (type.DeclaringSyntaxReferences.Length > 0 ? stored.Length != constructor.Parameters.Length : stored.Length > constructor.Parameters.Length)
        {
            Fail(site, Diagnostics.NotARecord, $"it has {stored.Length} fields ({string.Join(", ", stored)}), and its constructor sets {constructor.Parameters.Length}");
            return null;
        }

        if (!compilation.IsSymbolAccessibleWithin(constructor, model))
        {
            Fail(site, Diagnostics.Inaccessible, $"the constructor of {type.ToDisplayString()}");
            return null;
        }

        RecordShape record = new(NameOf(type), type.MetadataName, mayBeDerivedFrom: type.IsReferenceType && !type.IsSealed);
        _records[record.TypeName] = record;
        Numbered(record);
        List<Part> parts = [];
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            IPropertySymbol? property = properties.FirstOrDefault(each =>
                string.Equals(each.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(each.Type, parameter.Type) && each.GetMethod is not null);
            if (property is null)
            {
                Fail(site, Diagnostics.NotARecord, $"no property has the name and type of the constructor's '{parameter.Name}'");
                return null;
            }

            Location? source = parameter.Locations.FirstOrDefault(each => each.IsInSource) ?? property.Locations.FirstOrDefault(each => each.IsInSource) ?? site.Place;
            Site at = new($"{type.ToDisplayString()}.{property.Name}", parameter.Type, source);
            Marks marks = Marks.Of(parameter, property);
            if (!compilation.IsSymbolAccessibleWithin(property, model))
            {
                Fail(at, Diagnostics.Inaccessible, "the property");
            }
            else if (marks.Fault(parameter.Type) is string fault)
            {
                Findings.Add(Finding.Of(Diagnostics.BadMark, at.Place, at.Name, fault));
            }
            else if (Part(parameter.Type, marks, at) is Shape shape)
            {
                parts.Add(new(property.Name, shape));
            }
        }

        record.Parts = parts;
        return record;
    }

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? each = type.BaseType; each is not null && each.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); each = each.BaseType)
        {
            yield return each;
        }
    }

    private bool IsAccessible(ITypeSymbol type, Site site)
    {
        if (compilation.IsSymbolAccessibleWithin(type, model))
        {
            return true;
        }

        Fail(site, Diagnostics.Inaccessible, type.ToDisplayString());
        return false;
    }

    private Shape? Fail(Site site, DiagnosticDescriptor descriptor, string reason)
    {
        string type = site.Type.ToDisplayString();
        Findings.Add(descriptor == Diagnostics.Inaccessible
            ? Finding.Of(descriptor, site.Place, reason, site.Name, model.ToDisplayString())
            : Finding.Of(descriptor, site.Place, type, site.Name, reason));
        return null;
    }

    private Shape Numbered(Shape shape)
    {
        if (shape.Id == 0)
        {
            _shapes.Add(shape);
            shape.Id = _shapes.Count;
        }

        return shape;
    }

    private CalledShape Called(Shape shape)
    {
        if (shape is CalledShape called)
        {
            return called;
        }

        if (!_wrapped.TryGetValue(shape, out WrappedShape? wrapped))
        {
            wrapped = new WrappedShape(shape);
            Numbered(wrapped);
            _wrapped.Add(shape, wrapped);
        }

        return wrapped;
    }

    /// <summary>A place in the state: what to call it, its type, and where it is written.</summary>
    private sealed record Site(string Name, ITypeSymbol Type, Location? Place);

    // The compiler names the field behind a property <Name>k__BackingField.
    private static string? PropertyBehind(string field) =>
        field.StartsWith("<", StringComparison.Ordinal) && field.EndsWith(">k__BackingField", StringComparison.Ordinal) ? field.Substring(1, field.IndexOf('>') - 1) : null;
}
