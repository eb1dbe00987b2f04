using System.Collections.Immutable;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Tests;

public sealed class StateCodecTests
{
    [Flags]
    private enum Flag
    {
        None = 0,
        First = 1,
        Third = 4,
    }

    private enum Signed : long
    {
        Low = -5,
        High = long.MaxValue,
    }

    [Fact]
    public void A_derived_codec_gives_back_what_it_was_given_and_equal_bits_for_equal_values_only()
    {
        StateCodec<Everything> codec = StateCodec.Derive<Everything>();
        Random random = Seed.Of(11);
        Dictionary<string, string> seen = [];
        for (int i = 0; i < 20_000; i++)
        {
            Everything value = Any(random);
            string bits = Bits(codec, value);
            StateReader reader = new();
            StateWriter writer = new();
            codec.Write(value, writer);
            reader.Begin(writer.Words);
            Everything back = codec.Read(reader);
            string text = Text(value);
            Assert.Equal(text, Text(back));
            Assert.Equal(bits, Bits(codec, back));

            // One text, one bit string, and the other way round.
            Assert.Equal(bits, seen.GetValueOrDefault(text, bits));
            seen[text] = bits;
        }

        Assert.Equal(seen.Count, seen.Values.Distinct().Count());
        Assert.True(seen.Count > 10_000);
    }

    [Fact]
    public void The_order_in_which_a_set_or_map_was_filled_does_not_matter()
    {
        Random random = Seed.Of(12);
        StateCodec<ImmutableHashSet<string>> sets = StateCodec.ImmutableHashSet(StateCodec.String);
        StateCodec<ImmutableDictionary<string, int>> maps = StateCodec.ImmutableDictionary(StateCodec.String, StateCodec.Int32);
        for (int i = 0; i < 500; i++)
        {
            string[] items = [.. Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(1000).ToString(System.Globalization.CultureInfo.InvariantCulture))];
            string[] shuffled = [.. items];
            random.Shuffle(shuffled);
            Assert.Equal(Bits(sets, [.. items]), Bits(sets, [.. shuffled]));
            Assert.Equal(
                Bits(maps, items.Distinct().ToImmutableDictionary(item => item, item => item.Length)),
                Bits(maps, shuffled.Distinct().ToImmutableDictionary(item => item, item => item.Length)));
        }
    }

    [Fact]
    public void A_type_that_would_lose_something_is_refused()
    {
        Assert.Contains("sets 1", Assert.Throws<NotSupportedException>(StateCodec.Derive<Forgetful>).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(StateCodec.Derive<WithArray>);
        Assert.Throws<NotSupportedException>(StateCodec.Derive<double>);
        Assert.Throws<NotSupportedException>(StateCodec.Derive<Func<int>>);
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits(StateCodec.Range(1, 4), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bits(StateCodec.Enumeration<DayOfWeek>(), (DayOfWeek)9));
    }

    private static Everything Any(Random random) => new(
        random.Next(2) == 0,
        random.Next(3) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-3, 3),
        random.Next(2) == 0 ? null : (byte)random.Next(256),
        (ulong)random.NextInt64() << random.Next(64),
        random.Next(3) == 0 ? null : new string([.. Enumerable.Range(0, random.Next(4)).Select(_ => "aé\uD800\0z"[random.Next(5)])]),
        (Flag)(random.Next(8) & 7),
        random.Next(2) == 0 ? Signed.Low : Signed.High,
        [.. Enumerable.Range(0, random.Next(70)).Select(_ => random.Next(2) == 0)],
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5))],
        Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5)).Distinct().ToImmutableSortedDictionary(key => key, key => key * 300L),
        random.Next(2) == 0 ? new Shape.Dot() : new Shape.Group([.. Enumerable.Range(0, random.Next(3)).Select(_ => (Shape)new Shape.Dot())], random.Next(2)));

    // What records print of collections is their type's name, so the text is put together here.
    private static string Text(Everything value) => string.Join(
        ';', value.A, value.B, value.C, value.D, value.E is null ? "null" : $"'{string.Concat(value.E.Select(unit => $"{(int)unit:x}."))}'", (int)value.F, value.G,
        string.Concat(value.H.Select(each => each ? 1 : 0)), string.Join(',', value.I.Order()), string.Join(',', value.J), Text(value.K));

    private static string Text(Shape? shape) => shape is Shape.Group group ? $"({string.Concat(group.Parts.Select(Text))}{group.Size})" : ".";

    private static string Bits<T>(StateCodec<T> codec, T value)
    {
        StateWriter writer = new();
        codec.Write(value, writer);
        return $"{writer.BitCount}:{string.Join(',', writer.Words.ToArray())}";
    }

    private sealed record Everything(
        bool A, int B, byte? C, ulong D, string? E, Flag F, Signed G, ImmutableArray<bool> H, ImmutableHashSet<int> I,
        ImmutableSortedDictionary<int, long> J, Shape? K);

    private abstract record Shape
    {
        internal sealed record Dot : Shape;

        internal sealed record Group(ImmutableList<Shape> Parts, int Size) : Shape;
    }

    private sealed record WithArray(int[] Values);

    private sealed record Forgetful(int Kept)
    {
        public int Lost { get; init; }
    }
}
