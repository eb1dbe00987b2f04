using Microsoft.CodeAnalysis;

namespace Tenon.Checking.Generators;

/// <summary>What attributes say of a part of a record: of the numbers in it, and of what indexes it.</summary>
internal sealed record Marks(int? Minimum, int? Maximum, string? Member, string? IndexedBy, string? Then)
{
    public static readonly Marks None = new(null, null, null, null, null);

    private bool IsOfNumbers => Minimum is not null || Member is not null;

    /// <summary>The marks of an array's elements.</summary>
    public Marks Inner => this with { IndexedBy = Then, Then = null };

    /// <summary>The marks on the parameter of a constructor or, if there is none there, on the property.</summary>
    public static Marks Of(ISymbol parameter, ISymbol property)
    {
        AttributeData? range = Find("Tenon.Checking.Encoding.InRangeAttribute");
        AttributeData? member = Find("Tenon.Checking.Symmetry.MemberOfAttribute");
        AttributeData? index = Find("Tenon.Checking.Symmetry.IndexedByAttribute");
        return range is null && member is null && index is null
            ? None
            : new(
                Argument(range, 0) as int?, Argument(range, 1) as int?, Argument(member, 0) as string, Argument(index, 0) as string,
                index?.NamedArguments.FirstOrDefault(each => each.Key == "Then").Value.Value as string);

        AttributeData? Find(string name) => parameter.GetAttributes().Concat(property.GetAttributes()).FirstOrDefault(each => each.AttributeClass?.ToDisplayString() == name);

        static object? Argument(AttributeData? attribute, int i) => attribute?.ConstructorArguments.Length > i ? attribute.ConstructorArguments[i].Value : null;
    }

    /// <summary>The marks as far as they concern a type in the part.</summary>
    public Marks For(ITypeSymbol type) => IndexedBy is null && !HoldsNumbers(type) ? None : this;

    /// <summary>Why the marks do not fit a type; null if they do.</summary>
    public string? Fault(ITypeSymbol type)
    {
        ITypeSymbol indexed = type;
        for (Marks marks = this; marks.IndexedBy is not null; marks = marks.Inner)
        {
            if (Containers.KindOf(indexed) != ContainerKind.Array)
            {
                return $"IndexedBy is for immutable arrays, not for {indexed.ToDisplayString()}";
            }

            indexed = ((INamedTypeSymbol)indexed).TypeArguments[0];
        }

        return Minimum is not null && Member is not null ? "InRange and MemberOf exclude each other"
            : Minimum > Maximum ? $"InRange has no number from {Minimum} to {Maximum}"
            : IsOfNumbers && !HoldsNumbers(type) ? $"InRange and MemberOf are for numbers of type int, and there is none in {type.ToDisplayString()}"
            : null;
    }

    private static bool HoldsNumbers(ITypeSymbol type) => type.SpecialType == SpecialType.System_Int32
        || (Containers.KindOf(type) is not null && ((INamedTypeSymbol)type).TypeArguments.Any(HoldsNumbers));
}
