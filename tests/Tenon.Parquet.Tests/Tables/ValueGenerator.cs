using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>Values of a column that every reader takes as valid, from a small or a large stock, in runs or not.</summary>
internal sealed class ValueGenerator
{
    private readonly ColumnDescriptor _column;
    private readonly Random _random;
    private readonly int _meanRun;
    private readonly byte[][]? _stock;
    private byte[] _current = [];
    private int _left;
    private int _keys;

    public ValueGenerator(ColumnDescriptor column, Random random)
    {
        (_column, _random) = (column, random);
        _meanRun = random.Next(3) switch { 0 => 1, 1 => 3, _ => 40 };
        int stock = random.Next(4) switch { 0 => 1, 1 => random.Next(2, 10), 2 => random.Next(10, 1000), _ => 0 };
        _stock = stock == 0 ? null : [.. Enumerable.Range(0, stock).Select(_ => Fresh())];
    }

    /// <summary>The next value. Keys of maps are text and never repeat, since some readers make objects of maps.</summary>
    public byte[] Next()
    {
        if (_column.Node is { Name: "key", Parent.Name: "key_value" })
        {
            return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"k{_keys++}"));
        }

        if (_left == 0)
        {
            _left = _random.Next(1, 2 * _meanRun);
            _current = _stock is null ? Fresh() : _stock[_random.Next(_stock.Length)];
        }

        _left--;
        return _current;
    }

    private byte[] Fresh()
    {
        LogicalType? logical = _column.Node.Element.LogicalType;
        switch (logical?.Kind)
        {
            case LogicalTypeKind.String or LogicalTypeKind.Enum:
                return Encoding.UTF8.GetBytes(Text());
            case LogicalTypeKind.Json:
                return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"a":{{_random.Next()}}}"""));
            case LogicalTypeKind.Decimal:
                return Decimal(logical);
            case LogicalTypeKind.Date:
                return Int32(_random.Next(-100_000, 100_000));
            case LogicalTypeKind.Time:
                return Time(logical.Unit);
            case LogicalTypeKind.Timestamp:
                return Int64(Timestamp(logical.Unit));
            case LogicalTypeKind.Integer when logical.BitWidth < 32:
                return Int32(logical.IsSigned ? _random.Next(-1 << (logical.BitWidth - 1), 1 << (logical.BitWidth - 1)) : _random.Next(1 << logical.BitWidth));
        }

        if (_column.Node.Element.ConvertedType == ConvertedType.Interval)
        {
            return [.. Int32(_random.Next(1000)), .. Int32(_random.Next(1000)), .. Int32(_random.Next(86_400_000))];
        }

        return _column.Type switch
        {
            PhysicalType.Boolean => [(byte)_random.Next(2)],
            PhysicalType.Int32 => Int32(unchecked((int)Shaped(32))),
            PhysicalType.Int64 => Int64(unchecked((long)Shaped(64))),
            PhysicalType.Int96 => [.. Int64(_random.NextInt64(86_400_000_000_000 / 1000) * 1000), .. Int32(2440588 + _random.Next(-10_000, 40_000))],
            PhysicalType.Float => BitConverter.GetBytes((float)Double()),
            PhysicalType.Double => BitConverter.GetBytes(Double()),
            PhysicalType.FixedLenByteArray when logical?.Kind == LogicalTypeKind.Float16 => BitConverter.GetBytes((Half)Double()),
            PhysicalType.FixedLenByteArray => Noise(_column.ValueWidth),
            _ => Noise(_random.Next(8) == 0 ? _random.Next(300) : _random.Next(20)),
        };
    }

    // Of few bits or of many: small deltas, sign changes and extremes all occur.
    private ulong Shaped(int bits)
    {
        ulong value = unchecked((ulong)_random.NextInt64(long.MinValue, long.MaxValue)) >> _random.Next(64); // All 64 bits count.
        value = _random.Next(2) == 0 ? ~value : value;
        return _random.Next(50) switch { 0 => 1UL << (bits - 1), 1 => (1UL << (bits - 1)) - 1, _ => value };
    }

    private double Double() => _random.Next(20) switch
    {
        0 => 0.0,
        1 => -0.0,
        2 => double.PositiveInfinity,
        3 => double.NegativeInfinity,
        4 => double.NaN,
        5 => double.Epsilon,
        < 10 => _random.Next(-100, 100),
        _ => (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(-30, 30)),
    };

    private string Text()
    {
        string[] words = ["", "a", "alpha", "beta", "Ünïcödé", "日本語", "😀", "\0", "\uFFFD", new string('x', 70), new string('é', 40), "\U0010FFFF"];
        return string.Concat(_random.GetItems(words, _random.Next(0, 4)));
    }

    private byte[] Decimal(LogicalType logical)
    {
        BigInteger limit = BigInteger.Pow(10, _random.Next(1, logical.Precision + 1));
        byte[] noise = Noise(limit.ToByteArray().Length + 1);
        BigInteger value = BigInteger.Remainder(new BigInteger(noise), limit);
        switch (_column.Type)
        {
            case PhysicalType.Int32:
                return Int32((int)value);
            case PhysicalType.Int64:
                return Int64((long)value);
            case PhysicalType.ByteArray:
                return value.ToByteArray(isBigEndian: true);
            default:
                byte[] wide = new byte[_column.ValueWidth];
                Array.Fill(wide, value.Sign < 0 ? (byte)0xFF : (byte)0);
                byte[] narrow = value.ToByteArray(isBigEndian: true);
                narrow.CopyTo(wide, wide.Length - narrow.Length);
                return wide;
        }
    }

    private byte[] Time(TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => Int32(_random.Next(86_400_000)),
        TimeUnit.Micros => Int64(_random.NextInt64(86_400_000_000)),
        _ => Int64(_random.NextInt64(86_400_000_000_000)),
    };

    // Years 1900 to 2200: nanoseconds fit in 64 bits.
    private long Timestamp(TimeUnit unit)
    {
        long seconds = _random.NextInt64(-2_208_988_800, 7_258_118_400);
        return unit switch
        {
            TimeUnit.Millis => (seconds * 1000) + _random.Next(1000),
            TimeUnit.Micros => (seconds * 1_000_000) + _random.Next(1_000_000),
            _ => (seconds * 1_000_000_000) + _random.Next(1_000_000_000),
        };
    }

    private byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        if (_random.Next(4) == 0 && length > 0)
        {
            Array.Fill(bytes, (byte)0xFF, 0, _random.Next(length));
        }

        return bytes;
    }

    private static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Int64(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
