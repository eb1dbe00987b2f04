using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Values;

/// <summary>Equal values are equal, hashed equally and one word of a state, however they were built.</summary>
public sealed class EqualValuesTests
{
    // Goal: representation never shows. Method: build one random value twice, by different ways at every level, and compare all that can be told.
    [Fact]
    public void A_value_does_not_show_how_it_was_built()
    {
        foreach (int seed in Seed.Many(1, 400))
        {
            Value first = new Builder(new Random(seed), new Random(1)).Any(3);
            Value second = new Builder(new Random(seed), new Random(seed + 7)).Any(3);
            ValueTable table = new();
            Assert.True(Value.Same(first, second), $"seed {seed}: {first} and {second}");
            Assert.True(Value.AreEqual(first, second), $"seed {seed}");
            Assert.Equal(0, Value.Compare(first, second));
            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(table.WordOf(first), table.WordOf(second));
            Assert.Equal(first.ToString(), second.ToString());
            Assert.True(Value.Same(first, table.ValueOf(table.WordOf(second))), $"seed {seed}");
        }
    }

    [Fact]
    public void Different_values_have_different_words()
    {
        ValueTable table = new();
        Dictionary<ulong, string> met = [];
        foreach (int seed in Seed.Many(1, 2000))
        {
            Value value = new Builder(new Random(seed), new Random(1)).Any(2);
            ulong word = table.WordOf(value);
            Assert.Equal(value.ToString(), met.TryGetValue(word, out string? other) ? other : value.ToString());
            met[word] = value.ToString();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1L << 61)]
    [InlineData(-(1L << 61) - 1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_number_is_its_word(long number)
    {
        ValueTable table = new();
        Assert.Equal(number, Assert.IsType<IntegerValue>(table.ValueOf(table.WordOf(number))).Number);
        Assert.Equal(table.WordOf(number), table.WordOf((Value)IntegerValue.Of(number)));
    }

    [Fact]
    public void Threads_agree_on_one_representative()
    {
        ValueTable table = new();
        Value[][] met = new Value[4][];
        Parallel.For(0, met.Length, i => met[i] = [.. Enumerable.Range(0, 3000).Select(n => table.ValueOf(table.WordOf(FiniteFunction.Tuple(IntegerValue.Of(n), BooleanValue.True))))]);
        Assert.All(met, values => Assert.True(values.Zip(met[0]).All(pair => ReferenceEquals(pair.First, pair.Second))));
        Assert.Equal(3000, table.Count);
    }

    /// <summary>Builds values: the first source decides which value, the second by which way.</summary>
    private sealed class Builder(Random what, Random how)
    {
        public Value Any(int depth) => depth == 0
            ? IntegerValue.Of(what.Next(4))
            : what.Next(5) switch
            {
                0 => IntegerValue.Of(what.Next(-3, 10_000)),
                1 => Set(depth),
                2 => Tuple(depth),
                3 => Record(depth),
                _ => Function(depth),
            };

        private Value Set(int depth)
        {
            int kind = what.Next(3);
            if (kind == 0)
            {
                long high = what.Next(-1, 4);
                return how.Next(2) == 0 ? IntervalSet.Of(0, high) : Shuffled([.. Enumerable.Range(0, (int)high + 1).Select(n => (Value)IntegerValue.Of(n))]);
            }

            // Elements of one kind: tuples of one length, of numbers.
            Value[] elements = [.. Enumerable.Range(0, what.Next(4)).Select(_ => Numbers(depth))];
            return kind == 1
                ? Shuffled(elements)
                : how.Next(2) == 0 ? new PowerSet(Shuffled(elements)) : new PowerSet(Shuffled(elements)).ToFinite();
        }

        private FiniteSet Shuffled(Value[] elements)
        {
            how.Shuffle(elements);
            if (how.Next(2) == 0)
            {
                return FiniteSet.Of(elements);
            }

            // Element by element, with the hash known in between, and with one too many that is taken out again.
            FiniteSet set = FiniteSet.Empty;
            foreach (Value element in elements)
            {
                _ = set.Hash;
                set = set.With(element);
            }

            Value extra = elements.Length > 0 && elements[0] is FunctionValue ? FiniteFunction.Tuple(IntegerValue.Of(99)) : IntegerValue.Of(99);
            return set.With(extra).Without(extra);
        }

        private FiniteFunction Numbers(int depth) => FiniteFunction.Tuple([.. Enumerable.Range(0, depth).Select(_ => (Value)IntegerValue.Of(what.Next(3)))]);

        private FiniteFunction Tuple(int depth)
        {
            Value[] elements = [.. Enumerable.Range(0, what.Next(4)).Select(_ => Any(depth - 1))];
            return how.Next(2) == 0 || elements.Length == 0
                ? FiniteFunction.Tuple(elements)
                : Changed(new FiniteFunction(IntervalSet.OneTo(elements.Length), [.. elements.Select(_ => (Value)IntegerValue.Of(0))]), elements);
        }

        private FiniteFunction Record(int depth)
        {
            Value a = Any(depth - 1);
            Value b = Any(depth - 1);
            return how.Next(3) switch
            {
                0 => FiniteFunction.Record(("a", a), ("b", b)),
                1 => FiniteFunction.Record(("b", b), ("a", a)),
                _ => Changed(new FiniteFunction(FiniteSet.Of(StringValue.Of("b"), StringValue.Of("a")), [a, a]), [a, b]),
            };
        }

        private FunctionValue Function(int depth)
        {
            FiniteSet domain = Shuffled([.. Enumerable.Range(0, what.Next(4)).Select(_ => (Value)FiniteFunction.Tuple(IntegerValue.Of(what.Next(5))))]);
            Value[] values = [.. Enumerable.Range(0, domain.Count).Select(_ => Any(depth - 1))];
            return how.Next(2) == 0 || values.Length == 0 ? Finite(domain, values) : new LazyFunction(domain, argument => values[domain.IndexOf(argument)]);
        }

        private static FiniteFunction Finite(FiniteSet domain, Value[] values) => values.Length == 0 ? FiniteFunction.Empty : new(domain, values);

        private static FiniteFunction Changed(FiniteFunction function, Value[] values)
        {
            _ = function.Normalize().Hash;
            for (int i = 0; i < values.Length; i++)
            {
                function = function.With(i, values[i]);
            }

            return function;
        }
    }
}
