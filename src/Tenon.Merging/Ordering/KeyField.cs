using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Ordering;

/// <summary>How the values of a sort column become numbers whose unsigned order is the column's order.</summary>
internal enum KeyCoding
{
    /// <summary>All bits of a fixed-width value, made unsigned.</summary>
    Raw,

    /// <summary>The distance from the smallest value of all inputs' dictionaries, made unsigned.</summary>
    Range,

    /// <summary>The position in the sorted dictionary of all values of all inputs.</summary>
    Rank,

    /// <summary>The first bytes only: rows with equal words are compared value by value.</summary>
    Prefix,
}

/// <summary>One column of the packed sort key.</summary>
/// <remarks>
/// A field takes a null bit (0 for a value, 1 for null, so that nulls are last in both directions) and then
/// <see cref="ValueBits"/> bits, complemented for a descending column.
/// </remarks>
internal sealed class KeyField
{
    /// <param name="column">The leaf column of the union.</param>
    public KeyField(ColumnDescriptor column)
    {
        Column = column;
        Number = OrderedNumber.For(column);
        Width = column.ValueWidth;
        IsSignedBytes = HasSignedBytes(column);
    }

    /// <summary>The leaf column of the union.</summary>
    public ColumnDescriptor Column { get; }

    /// <summary>Bytes of a value; 0 for byte arrays.</summary>
    public int Width { get; }

    /// <summary>Whether larger values come first.</summary>
    public required bool Descending { get; init; }

    /// <summary>How values are coded.</summary>
    public required KeyCoding Coding { get; init; }

    /// <summary>Bits of a value, 0 to 64.</summary>
    public required int ValueBits { get; init; }

    /// <summary>Position of the null bit from the top of the key.</summary>
    public required int BitOffset { get; init; }

    /// <summary>The ranks, for <see cref="KeyCoding.Rank"/>.</summary>
    public RankDictionary? Ranks { get; init; }

    /// <summary>The code of the smallest value, for <see cref="KeyCoding.Range"/>.</summary>
    public ulong Minimum { get; init; }

    /// <summary>Whether the field is packed into the key's words; else it is only compared when all words are equal.</summary>
    public bool IsPacked { get; init; } = true;

    /// <summary>Ones in the places of a value.</summary>
    public ulong ValueMask => ValueBits == 64 ? ulong.MaxValue : (1UL << ValueBits) - 1;

    /// <summary>How the unsigned form of a fixed-width value is made.</summary>
    public OrderedNumber Number { get; }

    /// <summary>Whether byte strings compare as big-endian two's complement: decimals of fixed length.</summary>
    public bool IsSignedBytes { get; }

    /// <summary>The code of a present value, direction applied.</summary>
    public ulong Directed(ulong code) => Descending ? ~code & ValueMask : code;

    /// <summary>Whether a column's byte strings compare as big-endian two's complement: decimals of fixed length.</summary>
    public static bool HasSignedBytes(ColumnDescriptor column) => column.Type == PhysicalType.FixedLenByteArray && IsDecimal(column.Node.Element);

    private static bool IsDecimal(SchemaElement element) =>
        element.LogicalType is LogicalType logical ? logical.Kind == LogicalTypeKind.Decimal : element.ConvertedType == ConvertedType.Decimal;
}

/// <summary>Turns the bits of a fixed-width value into an unsigned number of the same order.</summary>
internal enum OrderedNumber
{
    /// <summary>The type has no order that a merge can use, or is not of fixed width up to 8 bytes.</summary>
    None,

    /// <summary>Unsigned already.</summary>
    Unsigned,

    /// <summary>32-bit two's complement.</summary>
    Signed32,

    /// <summary>64-bit two's complement.</summary>
    Signed64,

    /// <summary>binary32: NaNs are equal and last, zeros are equal.</summary>
    Float32,

    /// <summary>binary64: NaNs are equal and last, zeros are equal.</summary>
    Float64,
}

/// <summary>The order of each physical and logical type.</summary>
internal static class OrderedNumbers
{
    extension(OrderedNumber)
    {
        /// <summary>The order of a column's values.</summary>
        public static OrderedNumber For(ColumnDescriptor column) => column.Type switch
        {
            PhysicalType.Boolean => OrderedNumber.Unsigned,
            PhysicalType.Int32 => IsUnsigned(column) ? OrderedNumber.Unsigned : OrderedNumber.Signed32,
            PhysicalType.Int64 => IsUnsigned(column) ? OrderedNumber.Unsigned : OrderedNumber.Signed64,
            PhysicalType.Float => OrderedNumber.Float32,
            PhysicalType.Double => OrderedNumber.Float64,
            _ => OrderedNumber.None,
        };
    }

    /// <summary>The unsigned number of a value's bits.</summary>
    public static ulong Order(OrderedNumber number, ulong bits) => number switch
    {
        OrderedNumber.Signed32 => (uint)bits ^ 0x8000_0000u,
        OrderedNumber.Signed64 => bits ^ 0x8000_0000_0000_0000,
        OrderedNumber.Float32 => OrderSingle((uint)bits),
        OrderedNumber.Float64 => OrderDouble(bits),
        _ => bits,
    };

    private static bool IsUnsigned(ColumnDescriptor column) =>
        column.Node.Element.LogicalType is { Kind: LogicalTypeKind.Integer, IsSigned: false }
        || (column.Node.Element.LogicalType is null
            && column.Node.Element.ConvertedType is ConvertedType.UInt8 or ConvertedType.UInt16 or ConvertedType.UInt32 or ConvertedType.UInt64);

    private static ulong OrderSingle(uint bits)
    {
        if ((bits & 0x7FFF_FFFF) > 0x7F80_0000)
        {
            return uint.MaxValue; // Every NaN.
        }

        bits = bits == 0x8000_0000 ? 0 : bits;
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private static ulong OrderDouble(ulong bits)
    {
        const ulong Sign = 0x8000_0000_0000_0000;
        if ((bits & ~Sign) > 0x7FF0_0000_0000_0000)
        {
            return ulong.MaxValue; // Every NaN.
        }

        bits = bits == Sign ? 0 : bits;
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }
}
