using System.Globalization;
using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests.Model;

/// <summary>The values of one column: drawn from a pool that is small enough for duplicates and holds what breaks comparisons.</summary>
internal sealed class RandomValues
{
    private static readonly LeafType[] Sortable =
    [
        LeafType.Boolean, LeafType.Int32, LeafType.Int64, LeafType.Integer(8, true), LeafType.Integer(16, false), LeafType.Integer(32, false), LeafType.Integer(64, false),
        LeafType.Float, LeafType.Double, LeafType.String, LeafType.Bytes, LeafType.Enum, LeafType.Json, LeafType.Date, LeafType.Timestamp(TimeUnit.Micros),
        LeafType.Timestamp(TimeUnit.Nanos, isAdjustedToUtc: false), LeafType.Time(TimeUnit.Millis), LeafType.Uuid, LeafType.FixedBytes(1), LeafType.FixedBytes(3),
        LeafType.FixedBytes(8), LeafType.FixedBytes(11), LeafType.Decimal(7, 2), LeafType.Decimal(17, 3), LeafType.Decimal(38, 10), LeafType.Decimal(20, 0),
    ];

    private static readonly LeafType[] Unsortable = [LeafType.Int96, LeafType.Float16, LeafType.Interval, LeafType.DecimalBytes(30, 4), LeafType.Bson];

    private readonly Random _random;
    private readonly byte[][] _pool;

    public RandomValues(Random random, LeafType type)
    {
        _random = random;
        int count = random.Next(6) switch { 0 => 1, 1 => 2, 2 => 5, 3 => 30, 4 => 300, _ => 3000 };
        bool hasLongPrefix = random.Next(3) == 0;
        _pool = [.. Enumerable.Range(0, count).Select(_ => Make(random, type, hasLongPrefix))];
    }

    public static LeafType AnyType(Random random, bool isSortable) =>
        isSortable || random.Next(5) > 0 ? Sortable[random.Next(Sortable.Length)] : Unsortable[random.Next(Unsortable.Length)];

    public byte[] Next() => _pool[_random.Next(_pool.Length)];

    private static byte[] Make(Random random, LeafType type, bool hasLongPrefix) => type.Physical switch
    {
        PhysicalType.Boolean => [(byte)random.Next(2)],
        PhysicalType.Int32 => BitConverter.GetBytes(random.Next(4) switch
        {
            0 => random.Next(-3, 4),
            1 => (int[])[int.MinValue, int.MaxValue, 0, -1, 1] is var some ? some[random.Next(some.Length)] : 0,
            2 => random.Next(),
            _ => random.Next(int.MinValue, int.MaxValue),
        }),
        PhysicalType.Int64 => BitConverter.GetBytes(random.Next(4) switch
        {
            0 => random.Next(-3, 4),
            1 => (long[])[long.MinValue, long.MaxValue, 0, -1, 1] is var some ? some[random.Next(some.Length)] : 0,
            2 => 1_700_000_000_000 + random.Next(1000),
            _ => random.NextInt64(long.MinValue, long.MaxValue),
        }),
        PhysicalType.Float => BitConverter.GetBytes(random.Next(3) switch
        {
            0 => MathF.Round(random.NextSingle() * 4) - 2,
            1 => (float[])[float.NaN, -float.NaN, BitConverter.Int32BitsToSingle(0x7FC0_0001), 0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon] is var some
                ? some[random.Next(some.Length)] : 0,
            _ => (random.NextSingle() - 0.5f) * 1e20f,
        }),
        PhysicalType.Double => BitConverter.GetBytes(random.Next(3) switch
        {
            0 => Math.Round(random.NextDouble() * 4) - 2,
            1 => (double[])[double.NaN, -double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001), 0d, -0d, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon] is var some
                ? some[random.Next(some.Length)] : 0,
            _ => (random.NextDouble() - 0.5) * 1e200,
        }),
        PhysicalType.ByteArray => MakeBytes(random, hasLongPrefix),
        PhysicalType.Int96 => MakeFixed(random, 12),
        _ => MakeFixed(random, type.Length),
    };

    private static byte[] MakeBytes(Random random, bool hasLongPrefix)
    {
        string prefix = hasLongPrefix ? "a prefix longer than any packed key has room for/" : "";
        return random.Next(5) switch
        {
            0 => [],
            1 => new byte[random.Next(1, 4)], // Zeros: a prefix padded with zeros must not equal them.
            2 => Encoding.UTF8.GetBytes(prefix + new string('z', random.Next(0, 12))),
            3 => [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256))],
            _ => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}{random.Next(40)}-é")),
        };
    }

    private static byte[] MakeFixed(Random random, int width)
    {
        byte[] value = new byte[width];
        switch (random.Next(4))
        {
            case 0:
                Array.Fill(value, (byte)0xFF);
                break;
            case 1:
                value[^1] = (byte)random.Next(3);
                break;
            case 2:
                value[0] = (byte)(random.Next(2) * 0x80);
                break;
            default:
                random.NextBytes(value);
                break;
        }

        return value;
    }
}
