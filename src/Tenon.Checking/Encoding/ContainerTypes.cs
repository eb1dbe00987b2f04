using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tenon.Checking.Encoding;

/// <summary>Types that hold parts without being records: what is marked on a record's part is said of what is in it.</summary>
internal static class ContainerTypes
{
    private static readonly Dictionary<Type, Type> Codecs = new()
    {
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCodec<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListCodec<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetCodec<>),
        [typeof(ImmutableSortedSet<>)] = typeof(ImmutableSortedSetCodec<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCodec<,>),
        [typeof(ImmutableSortedDictionary<,>)] = typeof(ImmutableSortedDictionaryCodec<,>),
        [typeof(Nullable<>)] = typeof(NullableCodec<>),
    };

    /// <summary>The codec of a collection or nullable type: a generic type with the same parameters.</summary>
    [RequiresDynamicCode("The codec is made at run time.")]
    public static Type CodecOf(Type type) => Codecs[type.GetGenericTypeDefinition()];

    public static bool IsContainer(Type type) => (type.IsGenericType && Codecs.ContainsKey(type.GetGenericTypeDefinition())) || IsTuple(type);

    /// <summary>Tuples of more than seven hold another tuple, which is not worth the trouble: a record has names for its parts.</summary>
    public static bool IsTuple(Type type) => type.IsValueType && type.IsAssignableTo(typeof(ITuple)) && type.GetGenericArguments().Length is > 0 and < 8;
}
