namespace Tenon.Merging.Ordering;

/// <summary>Which bits of a packed key a field takes.</summary>
/// <remarks>
/// A value takes the low end of its place in one word and, if it does not fit there, the low end of the word before. Its null bit
/// lies just above it: in the word that holds the value's highest bit, or, if the value fills that word to the top, in the one before.
/// So a field never touches more than two neighbouring words.
/// </remarks>
internal readonly struct FieldPlace
{
    private readonly int _nullShift;

    public FieldPlace(KeyField field)
    {
        int end = field.BitOffset + 1 + field.ValueBits;
        Word = (end - 1) / 64;
        Shift = ((Word + 1) * 64) - end;
        Straddles = field.ValueBits > 64 - Shift;
        TouchesWordBefore = field.BitOffset / 64 < Word;
        _nullShift = 63 - (field.BitOffset % 64);
    }

    /// <summary>The word that holds the value's lowest bit.</summary>
    public int Word { get; }

    /// <summary>How far the value is from the low end of that word.</summary>
    public int Shift { get; }

    /// <summary>Whether the value's high bits are in the word before.</summary>
    public bool Straddles { get; }

    /// <summary>Whether the null bit, and perhaps part of the value, is in the word before.</summary>
    public bool TouchesWordBefore { get; }

    /// <summary>What a value adds to <see cref="Word"/>.</summary>
    public ulong Low(ulong code) => code << Shift;

    /// <summary>What a value adds to the word before.</summary>
    public ulong High(ulong code) => Straddles ? code >> (64 - Shift) : 0;

    /// <summary>What a null adds to <see cref="Word"/>.</summary>
    public ulong LowNull => TouchesWordBefore ? 0 : 1UL << _nullShift;

    /// <summary>What a null adds to the word before.</summary>
    public ulong HighNull => TouchesWordBefore ? 1UL << _nullShift : 0;
}
