using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Parquet.Tests.Tables;

/// <summary>The text of a value that all implementations are compared by; the same as canonical.mjs of the interop tests makes.</summary>
internal static class CanonicalText
{
    /// <summary>The digest that read.mjs prints for a column.</summary>
    public static string Digest(IEnumerable<string> rows)
    {
        string all = string.Concat(rows.Select(row => row + "\n"));
#pragma warning disable CA5351 // No protection is meant: a digest keeps the readers' answers short.
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(all)));
#pragma warning restore CA5351
    }

    public static string Of(ColumnDescriptor column, byte[] value)
    {
        SchemaElement element = column.Node.Element;
        LogicalType? logical = element.LogicalType;
        switch (logical?.Kind)
        {
            case LogicalTypeKind.Decimal:
                return Invariant($"n{Unscaled(column, value)}e{logical.Scale}");
            case LogicalTypeKind.Date:
                return Invariant($"d{BinaryPrimitives.ReadInt32LittleEndian(value)}");
            case LogicalTypeKind.Time:
                return Invariant($"h{Integer(value) * Nanos(logical.Unit)}");
            case LogicalTypeKind.Timestamp:
                return Invariant($"t{Integer(value) * Nanos(logical.Unit)}");
            case LogicalTypeKind.Float16:
                return Float((double)BinaryPrimitives.ReadHalfLittleEndian(value));
            case LogicalTypeKind.Integer when !logical.IsSigned:
                return value.Length == 8 ? Invariant($"{BinaryPrimitives.ReadUInt64LittleEndian(value)}") : Invariant($"{BinaryPrimitives.ReadUInt32LittleEndian(value)}");
        }

        if (element.ConvertedType == ConvertedType.Interval)
        {
            return Invariant($"i{BinaryPrimitives.ReadUInt32LittleEndian(value)},{BinaryPrimitives.ReadUInt32LittleEndian(value.AsSpan(4))},{BinaryPrimitives.ReadUInt32LittleEndian(value.AsSpan(8)) * 1_000_000L}");
        }

        return column.Type switch
        {
            PhysicalType.Boolean => value[0] != 0 ? "true" : "false",
            PhysicalType.Int32 or PhysicalType.Int64 => Invariant($"{Integer(value)}"),
            PhysicalType.Float => Float(BinaryPrimitives.ReadSingleLittleEndian(value)),
            PhysicalType.Double => Float(BinaryPrimitives.ReadDoubleLittleEndian(value)),
            PhysicalType.Int96 => Invariant($"t{((BinaryPrimitives.ReadInt32LittleEndian(value.AsSpan(8)) - 2440588L) * 86_400_000_000_000) + BinaryPrimitives.ReadInt64LittleEndian(value)}"),
            _ => "x" + Convert.ToHexStringLower(value),
        };
    }

    private static string Float(double value) => double.IsNaN(value) ? "fnan" : Invariant($"f{BitConverter.DoubleToUInt64Bits(value):x16}");

    private static long Integer(byte[] value) => value.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(value) : BinaryPrimitives.ReadInt32LittleEndian(value);

    private static BigInteger Unscaled(ColumnDescriptor column, byte[] value) =>
        column.Type is PhysicalType.Int32 or PhysicalType.Int64 ? Integer(value) : new BigInteger(value, isBigEndian: true);

    private static long Nanos(TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => 1_000_000,
        TimeUnit.Micros => 1_000,
        _ => 1,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
