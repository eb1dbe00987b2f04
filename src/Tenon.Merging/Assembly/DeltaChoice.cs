using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tenon.Merging.Assembly;

/// <summary>Decides from a sample whether integers are better written as deltas than as dictionary indices or plainly.</summary>
/// <remarks>
/// Sorted or evenly spaced values, timestamps above all, have few distinct deltas: after compression they take almost nothing,
/// while their dictionary is large and its indices look random. The test compares two things at once:
/// <code>
/// 1. raw bits a value:  what the compressor has to read       (delta must save a fifth)
/// 2. entropy a value:   what will be left after compression   (delta must be at most half)
/// </code>
/// A function of the values alone, so equal inputs give equal files.
/// </remarks>
internal static unsafe class DeltaChoice
{
    private const int Blocks = 4;
    private const int BlockValues = 512;
    private const int MiniblockValues = 32;

    /// <summary>Whether to write deltas.</summary>
    /// <param name="values">The values, widened to 64 bits.</param>
    /// <param name="dictionaryBytes">Bytes of the dictionary that would be written otherwise; negative if values would be plain.</param>
    /// <param name="count">How many values the column has in all.</param>
    /// <param name="plainBits">Bits of a plain value.</param>
    public static bool IsBetter(ReadOnlySpan<long> values, long dictionaryBytes, int count, int plainBits)
    {
        double deltaBits = 0;
        double deltaEntropy = 0;
        double valueEntropy = 0;
        double runEntropy = 0;
        double indexBits = 0;
        int blocks = values.Length / BlockValues;
        if (blocks == 0)
        {
            return false;
        }

        Span<long> deltas = stackalloc long[BlockValues - 1];
        for (int b = 0; b < blocks; b++)
        {
            ReadOnlySpan<long> block = values.Slice(b * BlockValues, BlockValues);
            int changes = 0;
            for (int i = 1; i < block.Length; i++)
            {
                deltas[i - 1] = unchecked(block[i] - block[i - 1]); // Deltas wrap around, as the encoding's do.
                changes += block[i] == block[i - 1] ? 0 : 1;
            }

            (double entropy, int distinct) = Entropy(block);
            double changeShare = (double)changes / deltas.Length;
            double bits = Math.Log2(Math.Max(2, distinct));
            deltaBits += RawBits(deltas);
            deltaEntropy += Entropy(deltas).Bits;
            valueEntropy += entropy;
            runEntropy += BinaryEntropy(changeShare) + (changeShare * bits);
            indexBits += changeShare < 0.125 ? changeShare * 24 : Math.Log2(Math.Max(2, dictionaryBytes * 8.0 / plainBits));
        }

        double otherBits = dictionaryBytes < 0 ? plainBits : (indexBits / blocks) + (dictionaryBytes * 8.0 / count);
        double otherEntropy = Math.Min(valueEntropy, runEntropy) / blocks;
        return deltaBits / blocks <= otherBits * 0.8 && deltaEntropy / blocks <= otherEntropy / 2 && otherEntropy > 0.5;
    }

    /// <summary>How many values to pass, as consecutive stretches spread over a column of some length.</summary>
    public static int SampleSize(int count) => Math.Min(Blocks, count / BlockValues) * BlockValues;

    /// <summary>The place in the column of the i-th value of the sample.</summary>
    public static int PlaceOf(int i, int count)
    {
        int blocks = SampleSize(count) / BlockValues;
        int block = i / BlockValues;
        return (int)((long)block * (count - BlockValues) / Math.Max(1, blocks - 1)) + (i % BlockValues);
    }

    private static double RawBits(ReadOnlySpan<long> deltas)
    {
        long bits = 0;
        for (int at = 0; at < deltas.Length; at += MiniblockValues)
        {
            ReadOnlySpan<long> block = deltas[at..Math.Min(at + MiniblockValues, deltas.Length)];
            long minimum = long.MaxValue;
            long maximum = long.MinValue;
            foreach (long delta in block)
            {
                minimum = Math.Min(minimum, delta);
                maximum = Math.Max(maximum, delta);
            }

            ulong span = unchecked((ulong)(maximum - minimum)); // As wide as the encoding makes it.
            bits += block.Length * (64 - BitOperations.LeadingZeroCount(span));
        }

        return (double)bits / deltas.Length;
    }

    /// <summary>Entropy in bits a value, and the number of distinct values.</summary>
    [SkipLocalsInit]
    private static (double Bits, int Distinct) Entropy(ReadOnlySpan<long> values)
    {
        const int Slots = 2048;
        long* keys = stackalloc long[Slots];
        short* counts = stackalloc short[Slots];
        new Span<short>(counts, Slots).Clear();
        int distinct = 0;
        foreach (long value in values)
        {
            int slot = (int)(unchecked((ulong)value * 0x9E37_79B9_7F4A_7C15) >> 53); // A hash: the product wraps.
            while (counts[slot] != 0 && keys[slot] != value)
            {
                slot = (slot + 1) & (Slots - 1);
            }

            keys[slot] = value;
            distinct += counts[slot]++ == 0 ? 1 : 0;
        }

        double sum = 0;
        for (int i = 0; i < Slots; i++)
        {
            if (counts[i] > 0)
            {
                sum += counts[i] * Math.Log2(counts[i]);
            }
        }

        return (Math.Log2(values.Length) - (sum / values.Length), distinct);
    }

    private static double BinaryEntropy(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log2(p)) - ((1 - p) * Math.Log2(1 - p));
}
