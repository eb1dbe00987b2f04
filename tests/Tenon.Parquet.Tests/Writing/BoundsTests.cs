using System.Numerics;
using System.Text;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Parquet.Tests.Writing;

public sealed unsafe class BoundsTests
{
    [Fact]
    public void Bounds_by_vectors_equal_those_of_the_reference()
    {
        Random random = Seed.Of(7);
        (ValueOrder Order, int Width)[] kinds =
            [(ValueOrder.Int32, 4), (ValueOrder.UInt32, 4), (ValueOrder.Int64, 8), (ValueOrder.UInt64, 8), (ValueOrder.Float, 4), (ValueOrder.Double, 8), (ValueOrder.Float16, 2), (ValueOrder.SignedBigEndian, 5), (ValueOrder.UnsignedBytes, 16)];
        foreach ((ValueOrder order, int width) in kinds)
        {
            foreach (int count in NumberSamples.Counts)
            {
                byte[] values = new byte[count * width];
                random.NextBytes(values);
                if (order is ValueOrder.Float or ValueOrder.Double or ValueOrder.Float16 && random.Next(2) == 0)
                {
                    MakeFinite(values, width);
                }

                byte[] copy = new byte[values.Length];
                fixed (byte* from = values)
                fixed (byte* to = copy)
                {
                    PageBounds expected = FixedBoundsScalar.Find(order, width, from, count, 64);
                    PageBounds actual = FixedBounds.Find(order, width, from, count, 64, to);
                    Assert.Equal(expected.Min, actual.Min);
                    Assert.Equal(expected.Max, actual.Max);
                    Assert.Equal(expected.IsEmpty, actual.IsEmpty);
                    Assert.Equal(values, copy);
                }
            }
        }
    }

    // Goal: no reader that compares NaN in its own way is misled by bounds that leave it out.
    // Method: one NaN of any payload at any place takes the bounds away.
    [Fact]
    public void F51_Values_with_one_NaN_anywhere_have_no_bounds()
    {
        Random random = Seed.Of(8);
        foreach (int count in NumberSamples.Counts.Where(count => count > 0))
        {
            double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
            Assert.NotNull(BoundsOf(ValueOrder.Double, values).Min);
            values[random.Next(count)] = BitConverter.UInt64BitsToDouble(0xFFF0_0000_0000_0001);
            PageBounds bounds = BoundsOf(ValueOrder.Double, values);
            Assert.Null(bounds.Min);
            Assert.Null(bounds.Max);
            Assert.False(bounds.IsEmpty);
        }
    }

    [Fact]
    public void F51_Zero_bounds_take_the_outer_sign()
    {
        foreach (double[] values in (double[][])[[0.0], [-0.0], [0.0, -0.0], [-0.0, 0.0, 0.0]])
        {
            PageBounds bounds = BoundsOf(ValueOrder.Double, values);
            Assert.Equal(BitConverter.GetBytes(-0.0), bounds.Min);
            Assert.Equal(BitConverter.GetBytes(0.0), bounds.Max);
        }
    }

    // Goal: a cut bound still bounds, is short enough, and stays text where the values are text.
    // Method: random byte strings and texts around the limit, compared with every value.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_bounds_hold_for_every_value(bool isText)
    {
        Random random = Seed.Of(9);
        ValueOrder order = isText ? ValueOrder.Text : ValueOrder.UnsignedBytes;
        for (int round = 0; round < 2000; round++)
        {
            byte[][] values = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => isText ? RandomText(random) : RandomBytes(random))];
            int limit = random.Next(4, 12);
            byte[] min = values.Aggregate((a, b) => a.AsSpan().SequenceCompareTo(b) <= 0 ? a : b);
            byte[] max = values.Aggregate((a, b) => a.AsSpan().SequenceCompareTo(b) >= 0 ? a : b);
            PageBounds bounds = BoundCutter.Cut(order, min, max, limit);
            Assert.NotNull(bounds.Min);
            Assert.True(bounds.Min.Length <= limit);
            Assert.Equal(min.Length <= limit, bounds.IsMinExact);
            Assert.True(bounds.Min.AsSpan().SequenceCompareTo(min) <= 0);
            Assert.Equal(bounds.IsMinExact, bounds.Min.AsSpan().SequenceEqual(min));
            if (bounds.Max is null)
            {
                // Only where nothing above it is short enough.
                Assert.True(max.Length > limit && (isText ? Encoding.UTF8.GetString(max).EnumerateRunes().Take(1).All(rune => rune.Value == 0x10FFFF) : max[..limit].All(b => b == 0xFF)));
                continue;
            }

            Assert.True(bounds.Max.Length <= limit + (isText ? 1 : 0), "a raised character may take a byte more");
            Assert.True(bounds.Max.AsSpan().SequenceCompareTo(max) >= 0);
            Assert.Equal(bounds.IsMaxExact, bounds.Max.AsSpan().SequenceEqual(max));
            if (isText)
            {
                Assert.True(System.Text.Unicode.Utf8.IsValid(bounds.Min));
                Assert.True(System.Text.Unicode.Utf8.IsValid(bounds.Max));
            }
        }
    }

    [Fact]
    public void Big_endian_decimals_of_any_length_compare_as_numbers()
    {
        Random random = Seed.Of(10);
        for (int round = 0; round < 5000; round++)
        {
            byte[] a = RandomBytes(random);
            byte[] b = RandomBytes(random);
            int expected = new BigInteger(a, isBigEndian: true).CompareTo(new BigInteger(b, isBigEndian: true));
            Assert.Equal(Math.Sign(expected), Math.Sign(ValueOrders.Compare(ValueOrder.SignedBigEndian, a, b)));
        }
    }

    [Fact]
    public void The_prefix_of_byte_arrays_decides_as_the_whole_would()
    {
        Random random = Seed.Of(11);
        for (int round = 0; round < 2000; round++)
        {
            byte[][] values = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => RandomBytes(random))];
            ValueOrder order = random.Next(4) == 0 ? ValueOrder.SignedBigEndian : ValueOrder.UnsignedBytes;
            var bounds = new ByteArrayBounds(order);
            using var pool = new BufferPool();
            using PooledBuffer buffer = pool.Rent(values.Sum(value => value.Length + 1));
            byte* at = buffer.Pointer;
            foreach (byte[] value in values)
            {
                value.CopyTo(new Span<byte>(at, value.Length));
                bounds.Add(new ByteArrayRef((nint)at, value.Length));
                at += value.Length;
            }

            PageBounds found = bounds.Bounds(64);
            Assert.All(values, value => Assert.True(ValueOrders.Compare(order, found.Min, value) <= 0 && ValueOrders.Compare(order, found.Max, value) >= 0));
            Assert.Contains(values, value => value.AsSpan().SequenceEqual(found.Min));
            Assert.Contains(values, value => value.AsSpan().SequenceEqual(found.Max));
        }
    }

    [Fact]
    public void Each_type_has_the_order_that_the_format_defines()
    {
        ParquetSchema schema = SchemaBuilder.Build(
            SchemaField.Required("boolean", LeafType.Boolean),
            SchemaField.Required("signed", LeafType.Integer(16, true)),
            SchemaField.Required("unsigned", LeafType.Integer(8, false)),
            SchemaField.Required("unsigned64", LeafType.Integer(64, false)),
            SchemaField.Required("old unsigned", LeafType.Of(PhysicalType.Int64, converted: ConvertedType.UInt64)),
            SchemaField.Required("decimal", LeafType.Decimal(9, 2)),
            SchemaField.Required("fixed decimal", LeafType.Decimal(30, 2)),
            SchemaField.Required("bytes decimal", LeafType.DecimalBytes(30, 2)),
            SchemaField.Required("text", LeafType.String),
            SchemaField.Required("bytes", LeafType.Bytes),
            SchemaField.Required("uuid", LeafType.Uuid),
            SchemaField.Required("half", LeafType.Float16),
            SchemaField.Required("int96", LeafType.Int96),
            SchemaField.Required("interval", LeafType.Interval),
            SchemaField.Required("unknown", LeafType.Of(PhysicalType.Int32, logical: new LogicalType(LogicalTypeKind.Unknown, new byte[] { 0x1C, 0, 0 }))),
            SchemaField.Required("geometry", LeafType.Of(PhysicalType.ByteArray, logical: new LogicalType(LogicalTypeKind.Geometry, new byte[] { 0xC, 0x22, 0, 0 }))),
            SchemaField.Annotated("variant", false, new LogicalType(LogicalTypeKind.Variant, new byte[] { 0xC, 0x20, 0, 0 }), SchemaField.Required("metadata", LeafType.Bytes)));
        Assert.Equal(
            [
                ValueOrder.Boolean, ValueOrder.Int32, ValueOrder.UInt32, ValueOrder.UInt64, ValueOrder.UInt64, ValueOrder.Int32, ValueOrder.SignedBigEndian, ValueOrder.SignedBigEndian,
                ValueOrder.Text, ValueOrder.UnsignedBytes, ValueOrder.UnsignedBytes, ValueOrder.Float16, ValueOrder.None, ValueOrder.None, ValueOrder.None, ValueOrder.None, ValueOrder.None,
            ],
            schema.Columns.Select(ValueOrders.Of));
    }

    private static PageBounds BoundsOf(ValueOrder order, double[] values)
    {
        fixed (double* from = values)
        {
            return FixedBounds.Find(order, 8, (byte*)from, values.Length, 64, null);
        }
    }

    private static void MakeFinite(byte[] values, int width)
    {
        for (int i = width - 1; i < values.Length; i += width)
        {
            values[i] &= 0xBF; // An exponent bit less: no infinity, no NaN.
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        // Few different bytes, so that prefixes and bytes of 0xFF and 0 are frequent.
        byte[] bytes = new byte[random.Next(0, 16)];
        ReadOnlySpan<byte> choices = [0, 0, 1, 0x7F, 0x80, 0xFE, 0xFF, 0xFF];
        random.GetItems(choices, bytes);
        return bytes;
    }

    private static byte[] RandomText(Random random)
    {
        string[] choices = ["a", "z", "\u007F", "\u0080", "é", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "😀", "\U0010FFFF", "\U0010FFFF"];
        return Encoding.UTF8.GetBytes(string.Concat(random.GetItems(choices, random.Next(0, 8))));
    }
}
