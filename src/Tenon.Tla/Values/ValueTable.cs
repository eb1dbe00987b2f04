using System.Runtime.CompilerServices;

namespace Tenon.Tla.Values;

/// <summary>One representative for each value that a state holds, and the word of 64 bits by which states name it.</summary>
/// <remarks>
/// <para>
/// Small numbers and truth values are words themselves; every other value is named by the hash of its content, and the table leads from there to the
/// value. So words do not depend on the order in which values were met, nor on threads: results are the same for any number of workers.
/// That two values have one hash is noticed when the second is added, and refused. Safe for use by several threads; readers take no lock.
/// </para>
/// <code>
/// bit 0    1: hash of a value in the table (63 bits of it)
/// bits 1,0 00: the number in the upper 62 bits;  10: FALSE or TRUE in bit 2
/// </code>
/// </remarks>
internal sealed class ValueTable
{
    private const int ShardBits = 6;
    private const long SmallestInline = -(1L << 61);
    private const long LargestInline = (1L << 61) - 1;
    private const ulong FalseWord = 2;
    private const ulong TrueWord = 6;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];

    /// <summary>How many values there are.</summary>
    public long Count => _shards.Sum(shard => (long)shard.Count);

    /// <summary>The word of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong WordOf(long number) => number is >= SmallestInline and <= LargestInline ? unchecked((ulong)number << 2) : WordOfLarge(number);

    /// <summary>The word of a truth value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong WordOf(bool value) => value ? TrueWord : FalseWord;

    /// <summary>The word of a value, which is added if it is new.</summary>
    /// <exception cref="EvaluationException">A set in it cannot be enumerated, or another value has the same hash.</exception>
    public ulong WordOf(Value value) => value switch
    {
        IntegerValue number => WordOf(number.Number),
        BooleanValue boolean => WordOf(boolean.IsTrue),
        _ => ReferenceEquals(value.Owner, this) ? value.Hash | 1 : Add(value.Normalize()).Hash | 1,
    };

    /// <summary>The value of a word that this table has given.</summary>
    public Value ValueOf(ulong word)
    {
        if ((word & 1) == 0)
        {
            return (word & 2) == 0 ? IntegerValue.Of(unchecked((long)word) >> 2) : BooleanValue.Of(word == TrueWord);
        }

        return _shards[ShardOf(word)].Find(word) ?? throw new InvalidOperationException($"The table never gave the word {word:x16}.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInteger(ulong word) => (word & 3) == 0;

    /// <summary>The representative of the value.</summary>
    public Value Representative(Value value) => value is IntegerValue or BooleanValue || ReferenceEquals(value.Owner, this) ? value : Add(value.Normalize());

    private static int ShardOf(ulong word) => (int)(word >> (64 - ShardBits));

    private ulong WordOfLarge(long number) => Add(IntegerValue.Of(number)).Hash | 1;

    private Value Add(Value value)
    {
        ulong word = value.Hash | 1;
        Value representative = _shards[ShardOf(word)].FindOrAdd(word, value);
        if (ReferenceEquals(representative, value))
        {
            value.Owner = this;
        }
        else if (!Value.Same(representative, value))
        {
            throw new EvaluationException($"Two values have the same hash of 63 bits, and cannot be told apart: {representative} and {value}");
        }

        return representative;
    }

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private Value?[] _slots = new Value?[64];

        public int Count { get; private set; }

        public Value? Find(ulong word)
        {
            Value?[] slots = Volatile.Read(ref _slots);
            int mask = slots.Length - 1;
            for (int i = PlaceOf(word) & mask; ; i = (i + 1) & mask)
            {
                Value? value = Volatile.Read(ref slots[i]);
                if (value is null || (value.Hash | 1) == word)
                {
                    return value;
                }
            }
        }

        public Value FindOrAdd(ulong word, Value value)
        {
            if (Find(word) is Value found)
            {
                return found;
            }

            lock (_lock)
            {
                if (Find(word) is Value late)
                {
                    return late;
                }

                if (2 * (Count + 1) > _slots.Length)
                {
                    Grow();
                }

                Insert(_slots, value);
                Count++;
                return value;
            }
        }

        private static int PlaceOf(ulong word) => unchecked((int)(word >> 1)); // The low bits that the shard does not use.

        private static void Insert(Value?[] slots, Value value)
        {
            int mask = slots.Length - 1;
            int i = PlaceOf(value.Hash) & mask;
            while (slots[i] is not null)
            {
                i = (i + 1) & mask;
            }

            Volatile.Write(ref slots[i], value);
        }

        private void Grow()
        {
            Value?[] larger = new Value?[2 * _slots.Length];
            foreach (Value? value in _slots)
            {
                if (value is not null)
                {
                    Insert(larger, value);
                }
            }

            Volatile.Write(ref _slots, larger);
        }
    }
}
