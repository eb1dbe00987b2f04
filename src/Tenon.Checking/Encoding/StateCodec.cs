using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Encoding;

/// <summary>Codecs for values that states are made of.</summary>
/// <remarks>Codecs composed here need no reflection, so they work in natively compiled programs, as do those that <see cref="DeriveCodecAttribute"/> has the compiler derive; <see cref="Derive{T}()"/> does need it.</remarks>
public static class StateCodec
{
    /// <summary>Truth values: 1 bit.</summary>
    public static StateCodec<bool> Boolean { get; } = new BooleanCodec();

    /// <summary>Numbers: 5 bits from -8 to 7, 5 more for each further 4 bits.</summary>
    public static StateCodec<int> Int32 { get; } = new Int32Codec();

    /// <summary>Numbers: 5 bits from -8 to 7, 5 more for each further 4 bits.</summary>
    public static StateCodec<long> Int64 { get; } = new Int64Codec();

    /// <summary>Texts.</summary>
    public static StateCodec<string> String { get; } = new StringCodec();

    /// <summary>Numbers of a range, in as few bits as tell them apart.</summary>
    /// <param name="minimum">The smallest, inclusive.</param>
    /// <param name="maximum">The greatest, inclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The greatest is less than the smallest.</exception>
    public static StateCodec<int> Range(int minimum, int maximum) => new RangeCodec(minimum, maximum);

    /// <summary>Values of an enumeration.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public static StateCodec<T> Enumeration<T>()
        where T : struct, Enum => EnumNumber.Codec<T>();

    /// <summary>Members of a scalar set: numbers from 0.</summary>
    /// <param name="set">The set.</param>
    public static StateCodec<int> Member(ScalarSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new MemberCodec(set);
    }

    /// <summary>Sequences with an element for each member of a scalar set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="element">The codec of elements.</param>
    /// <typeparam name="T">The type of elements.</typeparam>
    public static StateCodec<ImmutableArray<T>> IndexedBy<T>(ScalarSet set, StateCodec<T> element)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(element);
        return new IndexedCodec<T>(set, element);
    }

    /// <summary>Sequences.</summary>
    /// <param name="element">The codec of elements.</param>
    /// <typeparam name="T">The type of elements.</typeparam>
    public static StateCodec<ImmutableArray<T>> ImmutableArray<T>(StateCodec<T> element) => new ImmutableArrayCodec<T>(element);

    /// <summary>Sequences.</summary>
    /// <param name="element">The codec of elements.</param>
    /// <typeparam name="T">The type of elements.</typeparam>
    public static StateCodec<ImmutableList<T>> ImmutableList<T>(StateCodec<T> element) => new ImmutableListCodec<T>(element);

    /// <summary>Sets; the order in which elements were added does not matter.</summary>
    /// <param name="element">The codec of elements.</param>
    /// <typeparam name="T">The type of elements.</typeparam>
    public static StateCodec<ImmutableHashSet<T>> ImmutableHashSet<T>(StateCodec<T> element) => new ImmutableHashSetCodec<T>(element);

    /// <summary>Sets with the default order.</summary>
    /// <param name="element">The codec of elements.</param>
    /// <typeparam name="T">The type of elements.</typeparam>
    public static StateCodec<ImmutableSortedSet<T>> ImmutableSortedSet<T>(StateCodec<T> element) => new ImmutableSortedSetCodec<T>(element);

    /// <summary>Maps; the order in which keys were added does not matter.</summary>
    /// <param name="key">The codec of keys.</param>
    /// <param name="value">The codec of values.</param>
    /// <typeparam name="TKey">The type of keys.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    public static StateCodec<ImmutableDictionary<TKey, TValue>> ImmutableDictionary<TKey, TValue>(StateCodec<TKey> key, StateCodec<TValue> value)
        where TKey : notnull => new ImmutableDictionaryCodec<TKey, TValue>(key, value);

    /// <summary>Maps with the default order.</summary>
    /// <param name="key">The codec of keys.</param>
    /// <param name="value">The codec of values.</param>
    /// <typeparam name="TKey">The type of keys.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    public static StateCodec<ImmutableSortedDictionary<TKey, TValue>> ImmutableSortedDictionary<TKey, TValue>(StateCodec<TKey> key, StateCodec<TValue> value)
        where TKey : notnull => new ImmutableSortedDictionaryCodec<TKey, TValue>(key, value);

    /// <summary>A value or none.</summary>
    /// <param name="codec">The codec of the value.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    public static StateCodec<T?> Nullable<T>(StateCodec<T> codec)
        where T : struct => new NullableCodec<T>(codec);

    /// <summary>An object or null.</summary>
    /// <param name="codec">The codec of the object.</param>
    /// <typeparam name="T">The type of the object.</typeparam>
    public static StateCodec<T?> Optional<T>(StateCodec<T> codec)
        where T : class => new OptionalCodec<T>(codec);

    /// <summary>
    /// Derives the codec of a type from its shape: numbers, enumerations, texts, <see cref="Nullable{T}"/>, the immutable collections, records
    /// and structs whose constructor sets all their fields, tuples of up to seven, and abstract records whose cases are nested in them.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="ArgumentException">A part of the type names a scalar set.</exception>
    /// <exception cref="NotSupportedException">The type holds something else; the message names it.</exception>
    [RequiresDynamicCode("Codecs of the parts are made at run time; in natively compiled programs mark the model with DeriveCodec, or compose the codec from the other members.")]
    [RequiresUnreferencedCode("The parts of the type are found by reflection.")]
    public static StateCodec<T> Derive<T>() => Derive<T>([]);

    /// <inheritdoc cref="Derive{T}()"/>
    /// <param name="sets">The scalar sets that <see cref="MemberOfAttribute"/> and <see cref="IndexedByAttribute"/> may name.</param>
    /// <exception cref="ArgumentException">A part of the type names a scalar set that is not among them.</exception>
    [RequiresDynamicCode("Codecs of the parts are made at run time; in natively compiled programs mark the model with DeriveCodec, or compose the codec from the other members.")]
    [RequiresUnreferencedCode("The parts of the type are found by reflection.")]
    public static StateCodec<T> Derive<T>(ImmutableArray<ScalarSet> sets) => (StateCodec<T>)new CodecDerivation(sets).CodecOf(typeof(T));
}
