using Microsoft.CodeAnalysis;

namespace Tenon.Checking.Generators;

/// <summary>Types that hold parts without being records.</summary>
internal enum ContainerKind
{
    Nullable,
    Tuple,
    Array,
    List,
    HashSet,
    SortedSet,
    Dictionary,
    SortedDictionary,
}

/// <summary>Tells which types hold parts without being records: what is marked on a record's part is said of what is in it.</summary>
internal static class Containers
{
    public static ContainerKind? KindOf(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsGenericType: true } named)
        {
            return null;
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return ContainerKind.Nullable;
        }

        string space = named.ContainingNamespace?.ToDisplayString() ?? "";
        return (space, named.MetadataName) switch
        {
            // Tuples of more than seven hold another tuple, which is not worth the trouble: a record has names for its parts.
            ("System", _) when named.Name == "ValueTuple" && named.Arity < 8 => ContainerKind.Tuple,
            ("System.Collections.Immutable", "ImmutableArray`1") => ContainerKind.Array,
            ("System.Collections.Immutable", "ImmutableList`1") => ContainerKind.List,
            ("System.Collections.Immutable", "ImmutableHashSet`1") => ContainerKind.HashSet,
            ("System.Collections.Immutable", "ImmutableSortedSet`1") => ContainerKind.SortedSet,
            ("System.Collections.Immutable", "ImmutableDictionary`2") => ContainerKind.Dictionary,
            ("System.Collections.Immutable", "ImmutableSortedDictionary`2") => ContainerKind.SortedDictionary,
            _ => null,
        };
    }
}
