namespace Tenon.Tla.Values;

/// <summary>A whole number of 64 bits. Arithmetic that would leave them fails; TLC's leaves 32 bits.</summary>
internal sealed class IntegerValue : Value
{
    private const int LowestShared = -128;
    private const int HighestShared = 4095;
    private static readonly IntegerValue[] Shared = [.. Enumerable.Range(LowestShared, HighestShared - LowestShared + 1).Select(n => new IntegerValue(n))];

    private IntegerValue(long number) => Number = number;

    public long Number { get; }

    public override ValueKind Kind => ValueKind.Integer;

    public static IntegerValue Of(long number) =>
        number is >= LowestShared and <= HighestShared ? Shared[(int)number - LowestShared] : new IntegerValue(number);

    public override bool HasSameContent(Value other) => Number == ((IntegerValue)other).Number;

    protected override ulong ComputeHash() => ValueHash.OfInteger(Number);
}
