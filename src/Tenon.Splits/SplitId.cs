using System.Diagnostics.CodeAnalysis;

namespace Tenon.Splits;

/// <summary>The id of a split: the prefix of its kind and a lower-case ULID, 48 bits of milliseconds and 80 of randomness, so that the ids of
/// a kind sort by time of creation. For example <c>metrics_01hav29d4xy3d462fs3d8k5q2h</c>.</summary>
/// <remarks><c>default</c> is not an id. Immutable.</remarks>
public readonly record struct SplitId : IComparable<SplitId>
{
    internal SplitId(SplitKind kind, UInt128 bits) => (Kind, Bits) = (kind, bits);

    /// <summary>What the split holds.</summary>
    public SplitKind Kind { get; }

    /// <summary>The 128 bits: milliseconds since the Unix epoch in the upper 48, the random part below.</summary>
    internal UInt128 Bits { get; }

    /// <summary>Compares by kind, then by creation time, then by the random part, as the texts do.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the left one is earlier.</returns>
    public static bool operator <(SplitId left, SplitId right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(SplitId left, SplitId right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(SplitId left, SplitId right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(SplitId left, SplitId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads an id by its strict grammar (F-68): nothing that passes can climb out of a folder.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id, if the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SplitId id)
    {
        id = default;
        if (text is null || SplitKindNames.KindOfId(text) is not SplitKind kind)
        {
            return false;
        }

        if (!Ulid.TryParse(text.AsSpan(kind.IdPrefix().Length), out UInt128 bits))
        {
            return false;
        }

        id = new SplitId(kind, bits);
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not <c>metrics_</c>, <c>sketches_</c> or <c>table_</c> and a lower-case ULID.</exception>
    public static SplitId Parse(string text) =>
        TryParse(text, out SplitId id) ? id : throw new FormatException($"split id '{text}'; 'metrics_', 'sketches_' or 'table_' and a lower-case ULID are expected");

    /// <summary>The id <paramref name="ordinal"/> places after this one, so that a plan can name its outputs before it knows how many there are.</summary>
    /// <param name="ordinal">At least 0.</param>
    /// <returns>The id.</returns>
    public SplitId Offset(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        return new SplitId(Kind, Bits + (uint)ordinal);
    }

    /// <inheritdoc/>
    public int CompareTo(SplitId other) => Kind == other.Kind ? Bits.CompareTo(other.Bits) : Kind.CompareTo(other.Kind);

    /// <inheritdoc/>
    public override string ToString() => Kind.IdPrefix() + Ulid.ToString(Bits);
}
