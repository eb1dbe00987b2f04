using System.Collections.Immutable;

namespace Tenon.Checking.Encoding;

/// <summary>What collections of all kinds share: a count, then the elements.</summary>
internal abstract class CollectionCodec<TCollection, T>(StateCodec<T> element) : StateCodec<TCollection>
    where TCollection : IEnumerable<T>
{
    /// <summary>An empty map, which a reader of the text can tell from an empty set.</summary>
    protected const string EmptyMap = "{:}";

    protected StateCodec<T> Element => element;

    protected virtual string Brackets => "[]";

    public override string Format(TCollection value) => Brackets[0] + string.Join(", ", value.Select(element.Format)) + Brackets[1];

    /// <summary>Writes elements in the order of their bits: the same for the same elements, however they came together.</summary>
    protected void WriteSorted(IReadOnlyCollection<T> value, StateWriter writer)
    {
        (ulong[] Words, int BitCount)[] encoded = new (ulong[], int)[value.Count];
        StateWriter scratch = new() { Renaming = writer.Renaming, Focus = writer.Focus };
        int n = 0;
        foreach (T item in value)
        {
            scratch.Clear();
            element.Write(item, scratch);
            encoded[n++] = (scratch.Words.ToArray(), scratch.BitCount);
        }

        Array.Sort(encoded, static (left, right) => left.BitCount != right.BitCount
            ? left.BitCount.CompareTo(right.BitCount)
            : left.Words.AsSpan().SequenceCompareTo(right.Words));
        writer.WriteUnsigned((ulong)encoded.Length);
        foreach ((ulong[] words, int bitCount) in encoded)
        {
            writer.Append(words, bitCount);
        }
    }
}

internal sealed class ImmutableArrayCodec<T>(StateCodec<T> element) : CollectionCodec<ImmutableArray<T>, T>(element)
{
    private readonly FixedCodec<T>? _fixed = element as FixedCodec<T>;
    private readonly int _elementsPerWord = element is FixedCodec<T> given ? 64 / Math.Max(1, given.BitCount) : 0;

    public override void Write(ImmutableArray<T> value, StateWriter writer)
    {
        writer.WriteUnsigned((ulong)value.Length);
        if (_fixed is not null)
        {
            // As many elements at a time as a word holds.
            for (ReadOnlySpan<T> left = value.AsSpan(); left.Length > 0;)
            {
                int count = Math.Min(left.Length, _elementsPerWord);
                writer.WriteBits(_fixed.Pack(left[..count]), count * _fixed.BitCount);
                left = left[count..];
            }

            return;
        }

        foreach (T item in value)
        {
            Element.Write(item, writer);
        }
    }

    public override ImmutableArray<T> Read(StateReader reader)
    {
        T[] items = new T[reader.ReadCount()];
        if (_fixed is null)
        {
            for (int i = 0; i < items.Length; i++)
            {
                items[i] = Element.Read(reader);
            }
        }
        else
        {
            for (Span<T> left = items; left.Length > 0;)
            {
                int count = Math.Min(left.Length, _elementsPerWord);
                _fixed.Unpack(reader.ReadBits(count * _fixed.BitCount), left[..count]);
                left = left[count..];
            }
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
    }
}

internal sealed class ImmutableListCodec<T>(StateCodec<T> element) : CollectionCodec<ImmutableList<T>, T>(element)
{
    public override void Write(ImmutableList<T> value, StateWriter writer)
    {
        writer.WriteUnsigned((ulong)value.Count);
        foreach (T item in value)
        {
            Element.Write(item, writer);
        }
    }

    public override ImmutableList<T> Read(StateReader reader)
    {
        ImmutableList<T>.Builder items = ImmutableList.CreateBuilder<T>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            items.Add(Element.Read(reader));
        }

        return items.ToImmutable();
    }
}

internal sealed class ImmutableHashSetCodec<T>(StateCodec<T> element) : CollectionCodec<ImmutableHashSet<T>, T>(element)
{
    protected override string Brackets => "{}";

    // In text, too, elements are in an order that does not depend on hash codes.
    public override string Format(ImmutableHashSet<T> value) => "{" + string.Join(", ", value.Select(Element.Format).Order(StringComparer.Ordinal)) + "}";

    public override void Write(ImmutableHashSet<T> value, StateWriter writer) => WriteSorted(value, writer);

    public override ImmutableHashSet<T> Read(StateReader reader)
    {
        ImmutableHashSet<T>.Builder items = ImmutableHashSet.CreateBuilder<T>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            items.Add(Element.Read(reader));
        }

        return items.ToImmutable();
    }
}

internal sealed class ImmutableSortedSetCodec<T>(StateCodec<T> element) : CollectionCodec<ImmutableSortedSet<T>, T>(element)
{
    protected override string Brackets => "{}";

    public override void Write(ImmutableSortedSet<T> value, StateWriter writer) => WriteSorted(value, writer);

    public override ImmutableSortedSet<T> Read(StateReader reader)
    {
        ImmutableSortedSet<T>.Builder items = ImmutableSortedSet.CreateBuilder<T>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            items.Add(Element.Read(reader));
        }

        return items.ToImmutable();
    }
}

internal sealed class PairCodec<TKey, TValue>(StateCodec<TKey> key, StateCodec<TValue> value) : StateCodec<KeyValuePair<TKey, TValue>>
{
    public override void Write(KeyValuePair<TKey, TValue> value1, StateWriter writer)
    {
        key.Write(value1.Key, writer);
        value.Write(value1.Value, writer);
    }

    public override KeyValuePair<TKey, TValue> Read(StateReader reader) => new(key.Read(reader), value.Read(reader));

    public override string Format(KeyValuePair<TKey, TValue> value1) => $"{key.Format(value1.Key)}: {value.Format(value1.Value)}";
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue>(StateCodec<TKey> key, StateCodec<TValue> value)
    : CollectionCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(new PairCodec<TKey, TValue>(key, value))
    where TKey : notnull
{
    public override string Format(ImmutableDictionary<TKey, TValue> value) =>
        value.IsEmpty ? EmptyMap : "{" + string.Join(", ", value.Select(Element.Format).Order(StringComparer.Ordinal)) + "}";

    public override void Write(ImmutableDictionary<TKey, TValue> value, StateWriter writer) => WriteSorted(value, writer);

    public override ImmutableDictionary<TKey, TValue> Read(StateReader reader)
    {
        ImmutableDictionary<TKey, TValue>.Builder items = ImmutableDictionary.CreateBuilder<TKey, TValue>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            items.Add(Element.Read(reader));
        }

        return items.ToImmutable();
    }
}

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>(StateCodec<TKey> key, StateCodec<TValue> value)
    : CollectionCodec<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(new PairCodec<TKey, TValue>(key, value))
    where TKey : notnull
{
    public override string Format(ImmutableSortedDictionary<TKey, TValue> value) => value.IsEmpty ? EmptyMap : base.Format(value);

    protected override string Brackets => "{}";

    public override void Write(ImmutableSortedDictionary<TKey, TValue> value, StateWriter writer) => WriteSorted(value, writer);

    public override ImmutableSortedDictionary<TKey, TValue> Read(StateReader reader)
    {
        ImmutableSortedDictionary<TKey, TValue>.Builder items = ImmutableSortedDictionary.CreateBuilder<TKey, TValue>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            items.Add(Element.Read(reader));
        }

        return items.ToImmutable();
    }
}

/// <summary>A value type or nothing.</summary>
internal sealed class NullableCodec<T>(StateCodec<T> codec) : StateCodec<T?>
    where T : struct
{
    public override void Write(T? value, StateWriter writer)
    {
        writer.WriteBoolean(value.HasValue);
        if (value is T given)
        {
            codec.Write(given, writer);
        }
    }

    public override T? Read(StateReader reader) => reader.ReadBoolean() ? codec.Read(reader) : null;

    public override string Format(T? value) => value is T given ? codec.Format(given) : "null";
}

/// <summary>An object or null.</summary>
internal sealed class OptionalCodec<T>(StateCodec<T> codec) : StateCodec<T?>
    where T : class
{
    public override void Write(T? value, StateWriter writer)
    {
        writer.WriteBoolean(value is not null);
        if (value is not null)
        {
            codec.Write(value, writer);
        }
    }

    public override T? Read(StateReader reader) => reader.ReadBoolean() ? codec.Read(reader) : null;

    public override string Format(T? value) => value is null ? "null" : codec.Format(value);
}
