using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tenon.Splits.Keys;

/// <summary>What a sort column has in a row.</summary>
public enum SortValueKind
{
    /// <summary>Nothing, or the column is absent.</summary>
    Null,

    /// <summary>Text as UTF-8.</summary>
    Text,

    /// <summary>A signed 64-bit number; narrower and unsigned ones are converted.</summary>
    Int64,

    /// <summary>A 64-bit floating-point number.</summary>
    Float64,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>The value of a sort column in a row. Immutable as long as the text is left alone; <c>default</c> is null.</summary>
public readonly struct SortValue : IEquatable<SortValue>
{
    private readonly long _bits;

    private SortValue(SortValueKind kind, long bits, ReadOnlyMemory<byte> text) => (Kind, _bits, Utf8) = (kind, bits, text);

    /// <summary>No value.</summary>
    public static SortValue Null => default;

    /// <summary>What kind of value it is.</summary>
    public SortValueKind Kind { get; }

    /// <summary>The text; empty for other kinds.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The number, or 1 for true; 0 for other kinds.</summary>
    public long Int64 => Kind is SortValueKind.Int64 or SortValueKind.Boolean ? _bits : 0;

    /// <summary>The floating-point number; 0 for other kinds.</summary>
    public double Float64 => Kind == SortValueKind.Float64 ? BitConverter.Int64BitsToDouble(_bits) : 0;

    /// <summary>A text.</summary>
    /// <param name="utf8">UTF-8; not copied.</param>
    /// <returns>The value.</returns>
    public static SortValue OfText(ReadOnlyMemory<byte> utf8) => new(SortValueKind.Text, 0, utf8);

    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    public static SortValue OfText(string text) => OfText(Encoding.UTF8.GetBytes(text));

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The value.</returns>
    public static SortValue OfInt64(long value) => new(SortValueKind.Int64, value, default);

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The number; its bits are kept.</param>
    /// <returns>The value.</returns>
    public static SortValue OfFloat64(double value) => new(SortValueKind.Float64, BitConverter.DoubleToInt64Bits(value), default);

    /// <summary>True or false.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value.</returns>
    public static SortValue OfBoolean(bool value) => new(SortValueKind.Boolean, value ? 1 : 0, default);

    /// <summary>Whether kind and bits are the same.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if they are.</returns>
    public static bool operator ==(SortValue left, SortValue right) => left.Equals(right);

    /// <inheritdoc cref="op_Equality"/>
    public static bool operator !=(SortValue left, SortValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SortValue other) => Kind == other.Kind && _bits == other._bits && Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SortValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Kind);
        hash.Add(_bits);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SortValueKind.Text => $"'{Encoding.UTF8.GetString(Utf8.Span)}'",
        SortValueKind.Int64 => _bits.ToString(CultureInfo.InvariantCulture),
        SortValueKind.Float64 => Float64.ToString("R", CultureInfo.InvariantCulture),
        SortValueKind.Boolean => _bits == 0 ? "false" : "true",
        _ => "null",
    };
}
