using System.Buffers.Binary;

namespace Tenon.Parquet.Fuzz;

/// <summary>Damages files. Equal seeds give equal files.</summary>
internal sealed class Mutator(IReadOnlyList<SeedFile> seeds)
{
    private static readonly long[] Extremes =
    [
        0, 1, -1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 65, 127, 128, 255, 256, 1000, 4095, 4096, 65535, 65536, 1 << 20, 1 << 24, 1 << 28,
        int.MaxValue - 1, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 33, 1L << 40, long.MaxValue, long.MaxValue - 7, long.MinValue,
    ];

    private static ReadOnlySpan<byte> InterestingBytes => [0, 1, 2, 3, 7, 8, 0x10, 0x1C, 0x20, 0x40, 0x7F, 0x80, 0x81, 0xFE, 0xFF];

    /// <summary>Makes a damaged file.</summary>
    /// <param name="seed">Which one.</param>
    /// <param name="origin">The file it was made from, and how.</param>
    public byte[] Create(int seed, out string origin)
    {
        var random = new Random(seed);
        SeedFile file = seeds[random.Next(seeds.Count)];
        byte[] bytes = file.Bytes;
        string how = "";
        int rounds = random.Next(3) == 0 ? random.Next(2, 6) : 1;
        bool aimed = true; // Once lengths have changed, the mapped places are no longer where they were.
        for (int round = 0; round < rounds; round++)
        {
            (bytes, string name, bool moved) = Mutate(random, file, bytes, aimed);
            how += (how.Length > 0 ? ", " : "") + name;
            aimed &= !moved;
        }

        origin = $"{file.Name}: {how}";
        return ReferenceEquals(bytes, file.Bytes) ? [.. bytes] : bytes;
    }

    private (byte[] Bytes, string Name, bool Moved) Mutate(Random random, SeedFile file, byte[] bytes, bool aimed)
    {
        int kind = random.Next(100);
        return kind switch
        {
            < 30 when aimed && file.FooterNumbers.Count > 0 => (ReplaceFooterNumber(random, file, bytes), "footer number", true),
            < 50 when aimed && file.HeaderNumbers.Count > 0 => (ReplaceInPlace(random, bytes, file.HeaderNumbers[random.Next(file.HeaderNumbers.Count)]), "header number", false),
            < 72 when aimed && file.Bodies.Count > 0 => (DamageBody(random, bytes, file.Bodies[random.Next(file.Bodies.Count)]), "body", false),
            < 80 when aimed => (FlipIn(random, bytes, file.FooterOffset..bytes.Length), "footer flips", false),
            < 86 => (FlipIn(random, bytes, ..), "flips", false),
            < 89 => (bytes[..random.Next(bytes.Length + 1)], "truncated", true),
            < 92 => (CutMiddle(random, bytes), "cut in the middle", true),
            < 95 => (Splice(random, bytes, seeds[random.Next(seeds.Count)].Bytes), "splice of another", true),
            < 97 => (Duplicate(random, bytes), "repeated piece", true),
            _ => (FooterLength(random, bytes), "footer length", false),
        };
    }

    private static byte[] ReplaceFooterNumber(Random random, SeedFile file, byte[] bytes)
    {
        // The footer's own length is put right, so that the reader gets as far as the number.
        Range number = file.FooterNumbers[random.Next(file.FooterNumbers.Count)];
        byte[] changed = [.. bytes[..number.Start.Value], .. Varint(Another(random, bytes, number)), .. bytes[number.End.Value..]];
        int footerLength = changed.Length - 8 - file.FooterOffset;
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(changed.Length - 8), footerLength);
        return changed;
    }

    // Keeps the length: a shorter number is padded with empty continuation bytes, a longer one is cut to what fits.
    private static byte[] ReplaceInPlace(Random random, byte[] bytes, Range number)
    {
        byte[] changed = [.. bytes];
        int length = number.End.Value - number.Start.Value;
        ulong value = Another(random, bytes, number);
        for (int i = 0; i < length; i++)
        {
            changed[number.Start.Value + i] = (byte)((value & 0x7F) | (i < length - 1 ? 0x80UL : 0));
            value >>= 7;
        }

        return changed;
    }

    private static ulong Another(Random random, byte[] bytes, Range number)
    {
        ulong old = 0;
        for (int i = number.End.Value - 1; i >= number.Start.Value; i--)
        {
            old = (old << 7) | (bytes[i] & 0x7FUL);
        }

        unchecked // Any 64 bits will do.
        {
            return random.Next(4) switch
            {
                0 => old + (ulong)random.Next(-4, 5),
                1 => old ^ (1UL << random.Next(64)),
                _ => Zigzag(Extremes[random.Next(Extremes.Length)]),
            };
        }
    }

    private static byte[] DamageBody(Random random, byte[] bytes, Range body)
    {
        if (random.Next(2) == 0)
        {
            // The first bytes hold the levels' lengths, bit widths, block sizes and the like.
            int end = Math.Min(body.End.Value, body.Start.Value + 24);
            return FlipIn(random, bytes, body.Start.Value..end);
        }

        return FlipIn(random, bytes, body);
    }

    private static byte[] FlipIn(Random random, byte[] bytes, Range range)
    {
        byte[] changed = [.. bytes];
        (int from, int length) = range.GetOffsetAndLength(bytes.Length);
        for (int count = random.Next(1, 9); count > 0 && length > 0; count--)
        {
            int at = from + random.Next(length);
            changed[at] = random.Next(3) switch
            {
                0 => (byte)(changed[at] ^ (1 << random.Next(8))),
                1 => InterestingBytes[random.Next(InterestingBytes.Length)],
                _ => (byte)random.Next(256),
            };
        }

        return changed;
    }

    private static byte[] CutMiddle(Random random, byte[] bytes)
    {
        int from = random.Next(bytes.Length + 1);
        int length = random.Next(Math.Min(bytes.Length - from, 1 << random.Next(12)) + 1);
        return [.. bytes[..from], .. bytes[(from + length)..]];
    }

    private static byte[] Splice(Random random, byte[] bytes, byte[] other)
    {
        int to = random.Next(bytes.Length + 1);
        int from = random.Next(other.Length + 1);
        int length = random.Next(Math.Min(other.Length - from, 4096) + 1);
        int over = random.Next(2) == 0 ? Math.Min(length, bytes.Length - to) : 0; // In place, or pushed in between.
        return [.. bytes[..to], .. other[from..(from + length)], .. bytes[(to + over)..]];
    }

    private static byte[] Duplicate(Random random, byte[] bytes)
    {
        int from = random.Next(bytes.Length + 1);
        int length = random.Next(Math.Min(bytes.Length - from, 256) + 1);
        return [.. bytes[..(from + length)], .. bytes[from..]];
    }

    private static byte[] FooterLength(Random random, byte[] bytes)
    {
        byte[] changed = [.. bytes];
        if (bytes.Length >= 8)
        {
            int old = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8));
            int value = unchecked(random.Next(2) == 0 ? old + random.Next(-20, 21) : (int)Extremes[random.Next(Extremes.Length)]); // Any 32 bits will do.
            BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(bytes.Length - 8), value);
        }

        return changed;
    }

    private static ulong Zigzag(long value) => unchecked(((ulong)value << 1) ^ (ulong)(value >> 63));

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)((value & 0x7F) | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
